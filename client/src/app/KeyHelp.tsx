import { Modal } from "@mantine/core";
import { useBackCloses } from "@/components/holds";
import { useReturnFocus } from "@/lib/hooks";
import { useMe } from "@/components/me";
import { t } from "@/lib/i18n";
import classes from "./KeyHelp.module.css";

export default function KeyHelp({ onClose }: { onClose: () => void }) {
  useReturnFocus();
  useBackCloses(true, onClose);
  const { operator } = useMe();
  const own: [string[], string][] = operator
    ? [
        [["c"], t("Create a tenant")],
        [["g", "t"], t("Go to tenants")],
        [["g", "s"], t("Go to the system")],
      ]
    : [
        [["c"], t("Create an order, or a product among products")],
        [["g", "d"], t("Go to the dashboard")],
        [["g", "o"], t("Go to orders")],
        [["g", "p"], t("Go to products")],
        [["g", "s"], t("Go to settings")],
      ];
  const keys: [string[], string][] = [
    [[t("Ctrl"), "K"], t("Search, go and act")],
    [["/"], t("Search this list")],
    ...own,
    [["Esc"], t("Close what is open")],
    [["?"], t("This help")],
  ];
  return (
    <Modal opened onClose={onClose} title={t("Keyboard shortcuts")} closeButtonProps={{ "aria-label": t("Close") }}>
      <dl className={classes.keys}>
        {keys.map(([sequence, meaning]) => (
          <div key={meaning}>
            <dt>
              {sequence.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
