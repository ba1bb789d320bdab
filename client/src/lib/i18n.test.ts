import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { formatBytes, setLanguage, t, tn } from "./i18n";

afterEach(() => setLanguage("en", {}));

describe("texts", () => {
  it("write bytes in the largest unit that fits", () => {
    expect([0, 999, 1000, 184_320, 5_400_000_000].map(formatBytes)).toEqual(["0 byte", "999 byte", "1 kB", "184.3 kB", "5.4 GB"]);
  });

  it("take values and count", () => {
    expect(t("Order {name} is placed.", { name: "#1" })).toBe("Order #1 is placed.");
    expect(tn("{count} order", "{count} orders", 1)).toBe("1 order");
    expect(tn("{count} order", "{count} orders", 1200)).toBe("1,200 orders");
  });

  it("come from a catalogue where there is one, and fall back to English", () => {
    setLanguage("de", { "Sign in": "Anmelden", "{count} orders": "{count} Bestellungen" });
    expect(t("Sign in")).toBe("Anmelden");
    expect(t("Sign out")).toBe("Sign out");
    expect(tn("{count} order", "{count} orders", 3)).toBe("3 Bestellungen");
  });

  it("are looked up by their wording, so each call names it literally", () => {
    const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.tsx?$/.test(name) && !/\.test\.|schema\.d\.ts|i18n\.ts/.test(name),
    );
    const computed = files.filter((name) => /[^\w.]tn?\((?!["\n\s])[^)]/.test(readFileSync(join("src", name), "utf8")));
    expect(computed).toEqual([]);
  });
});
