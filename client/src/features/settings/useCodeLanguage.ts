import { useState } from "react";
import { recall, remember } from "@/lib/settings";
import type { CodeLanguage } from "./requests";

const NAME = "code-language";
const LANGUAGES: readonly CodeLanguage[] = ["curl", "python", "typescript"];

/** The language that a person writes in, for all that is to paste, and the next time as well. */
export function useCodeLanguage(): [CodeLanguage, (language: CodeLanguage) => void] {
  const [language, setLanguage] = useState<CodeLanguage>(() => LANGUAGES.find((known) => known === recall(NAME)) ?? "curl");
  return [
    language,
    (chosen) => {
      remember(NAME, chosen);
      setLanguage(chosen);
    },
  ];
}
