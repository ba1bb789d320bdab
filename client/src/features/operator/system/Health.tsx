import type { System } from "@/api/types";
import { Badge, type Tone } from "@/components/Badge";
import layout from "@/components/Layout.module.css";
import text from "@/components/Text.module.css";
import { healthName, healthWord } from "./figures";
import classes from "./System.module.css";

const TONE: Record<System["health"][number]["status"], Tone> = { ok: "green", degraded: "amber", failing: "red" };

export function Health({ health }: { health: System["health"] }) {
  return (
    <ul className={`${layout.list} ${classes.health}`}>
      {health.map(({ name, status, detail }) => (
        <li key={name}>
          <div>
            <span>{healthName(name)}</span>
            <Badge tone={TONE[status]}>{healthWord(status)}</Badge>
          </div>
          {detail && <p className={text.fine}>{detail}</p>}
        </li>
      ))}
    </ul>
  );
}
