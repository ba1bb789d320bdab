import { NativeSelect } from "@mantine/core";
import { Panel } from "@/components/Page";
import { languageName, switchLanguage } from "@/components/switchLanguage";
import { t } from "@/lib/i18n";
import { browserLanguage, chosenLanguage, LANGUAGES, type Tag } from "@/lib/languages";

/** The server knows no language of a person: the choice is this browser's. */
export function LanguagePanel() {
  const own = { value: "", label: t("As in your browser: {language}", { language: languageName(browserLanguage()) }) };
  return (
    <Panel title={t("Language")} id="language">
      <NativeSelect
        id="language-choice"
        label={t("Language of the app")}
        description={t("Kept in this browser. Emails and some messages of the server are in English.")}
        value={chosenLanguage() ?? ""}
        data={[own, ...LANGUAGES.map(({ tag, name }) => ({ value: tag, label: name }))]}
        onChange={(event) => void switchLanguage((event.currentTarget.value as Tag) || null)}
      />
    </Panel>
  );
}
