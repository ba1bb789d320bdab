import { Tabs } from "@mantine/core";
import { t } from "@/lib/i18n";
import { CodeBlock } from "./CodeBlock";
import { codeLanguageName, type CodeLanguage, type Snippet } from "./requests";

interface Props {
  title: string;
  snippets: Snippet[];
  language: CodeLanguage;
  onLanguage: (language: CodeLanguage) => void;
}

/** One thing in several languages. */
export function Snippets({ title, snippets, language, onLanguage }: Props) {
  const shown = snippets.some((snippet) => snippet.language === language) ? language : (snippets[0]?.language ?? null);
  return (
    <Tabs value={shown} onChange={(chosen) => chosen && onLanguage(chosen as CodeLanguage)}>
      <Tabs.List aria-label={title}>
        {snippets.map(({ language }) => (
          <Tabs.Tab key={language} value={language}>
            {codeLanguageName(language)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ language, code }) => (
        <Tabs.Panel key={language} value={language} pt="xs">
          <CodeBlock code={code} what={t("{title} in {language}", { title, language: codeLanguageName(language) })} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
