import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { Page, Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import { t } from "@/lib/i18n";

export function NotFound() {
  return (
    <Page title={t("Not found")}>
      <Panel>
        <Empty
          icon={<IconMapOff />}
          title={t("There is no such page")}
          action={
            <Button component={Link} to="/">
              {t("Go to the start")}
            </Button>
          }
        >
          {t("The address may be mistyped, or the page has moved.")}
        </Empty>
      </Panel>
    </Page>
  );
}
