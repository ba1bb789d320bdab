/**
 * Requests to paste. Each is a file of its language, so that it can be run as it is; secrets are read from the
 * environment, since what is pasted ends up in files and histories.
 */
import type { Scope } from "@/api/types";
import { t } from "@/lib/i18n";
import eventsPy from "./requests/events.py?raw";
import eventsSh from "./requests/events.sh?raw";
import eventsTs from "./requests/events.ts?raw";
import ordersPy from "./requests/orders.py?raw";
import ordersSh from "./requests/orders.sh?raw";
import ordersTs from "./requests/orders.ts?raw";
import tokenSh from "./requests/token.sh?raw";
import verifyPy from "./requests/verify.py?raw";
import verifyTs from "./requests/verify.ts?raw";

export type CodeLanguage = "curl" | "python" | "typescript";

export interface Snippet {
  language: CodeLanguage;
  code: string;
}

export interface KeyRequest {
  title: string;
  /** What a key must have to make it. */
  scopes: Scope[];
  snippets: Snippet[];
}

/** Names are names in every language. */
export const codeLanguageName = (language: CodeLanguage): string =>
  ({ curl: t("curl"), python: t("Python"), typescript: t("TypeScript") })[language];

/** As the files name the address of the API; people get that of their own installation. */
const ORIGIN = "https://tenantry.example";
const here = (code: string) => code.trim().replaceAll(ORIGIN, location.origin);

/** What the requests read the token from. */
export const tokenForShell = (token: string) => tokenSh.trim().replace("tnt_...", token);

export const keyRequests = (): KeyRequest[] => [
  {
    title: t("List orders"),
    scopes: ["orders:read"],
    snippets: [
      { language: "curl", code: here(ordersSh) },
      { language: "python", code: here(ordersPy) },
      { language: "typescript", code: here(ordersTs) },
    ],
  },
  {
    title: t("Read the event feed"),
    scopes: ["products:read", "orders:read"],
    snippets: [
      { language: "curl", code: here(eventsSh) },
      { language: "python", code: here(eventsPy) },
      { language: "typescript", code: here(eventsTs) },
    ],
  },
];

export const verifying = (): Snippet[] => [
  { language: "python", code: here(verifyPy) },
  { language: "typescript", code: here(verifyTs) },
];
