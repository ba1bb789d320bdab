/** What is to paste is run, or held to what the server says of itself. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it, vi } from "vitest";
import { codeLanguageName, keyRequests, tokenForShell, verifying, type CodeLanguage } from "./requests";

interface Operation {
  parameters: { name: string; in: string }[];
  security: Record<string, string[]>[];
}
interface Document {
  paths: Record<string, { get?: Operation }>;
  webhooks: Record<string, { post: Operation }>;
}
const server = JSON.parse(readFileSync(join(__dirname, "../../../../docs/openapi.json"), "utf8")) as Document;
const requests = keyRequests().flatMap(({ snippets, ...request }) => snippets.map((snippet) => ({ ...request, ...snippet })));

/** The names that stand in an address, or beside it as the language writes them. */
const QUERY: Record<CodeLanguage, RegExp> = {
  curl: /[?&](\w+)=/g,
  python: /params=\{[^}]*\}/g,
  typescript: /[?&](\w+)=|(?:\{ |set\(")(\w+)(?:: "|",)/g,
};

function queryOf(language: CodeLanguage, code: string): string[] {
  const found = [...code.matchAll(QUERY[language])];
  if (language !== "python") return found.map(([, one, other]) => one ?? other!);
  return found.flatMap(([params]) => [...params.matchAll(/"(\w+)":/g)].map(([, name]) => name!));
}

it.each(requests)("$title in $language is what the server takes, of those who may", ({ scopes, language, code }) => {
  const [address] = /http:\/\/localhost\/[\w/-]+/.exec(code)!;
  const operation = server.paths[new URL(address).pathname]?.get;
  expect(operation).toBeDefined();
  const query = queryOf(language, code);
  expect(query).not.toEqual([]);
  expect(operation!.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(query));
  expect(operation!.security).toContainEqual({ api_key: scopes });
  expect(code).toMatch(/Authorization"?\]?(: | = f?)[f"`]*Bearer/);
  expect(code).toContain("TOKEN");
});

const run = (code: string) => {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } });
  const body = `return (async () => {${outputText.replace("export {};", "")}})()`;
  return new Function("fetch", "console", "process", body) as (...values: unknown[]) => Promise<void>;
};
const typescriptOf = (title: string) => requests.find((request) => request.title === title && request.language === "typescript")!.code;
const environment = { env: { TOKEN: "tnt_x" } };

it("lists orders in TypeScript", async () => {
  const items = [{ number: "A-1", total_amount: "12.50", currency: "EUR" }];
  const fetch = vi.fn(async () => Response.json({ items, next_cursor: null }));
  const log = vi.fn();
  await run(typescriptOf("List orders"))(fetch, { log }, environment);
  expect(fetch).toHaveBeenCalledWith("http://localhost/v1/orders?status=pending", { headers: { Authorization: "Bearer tnt_x" } });
  expect(log.mock.calls).toEqual([["A-1", "12.50", "EUR"]]);
});

it("reads the feed to its end in TypeScript", async () => {
  const event = (link: string) => ({ timestamp: "2026-03-01T10:00:00.000Z", type: "order.placed", link });
  const pages = [
    { items: [event("/v1/orders/1")], next_cursor: "c1", has_more: true },
    { items: [event("/v1/orders/2")], next_cursor: "c2", has_more: false },
  ];
  const asked: string[] = [];
  const fetch = async (url: string) => {
    asked.push(url);
    return Response.json(pages[asked.length - 1]);
  };
  const log = vi.fn();
  await run(typescriptOf("Read the event feed"))(fetch, { log }, environment);
  expect(asked).toEqual(["http://localhost/v1/events?types=order.*", "http://localhost/v1/events?types=order.*&cursor=c1"]);
  expect(log.mock.calls.map(([, , link]) => link)).toEqual(["/v1/orders/1", "/v1/orders/2"]);
});

it("verifies with the headers that the server sends, over the body to the byte", () => {
  const headers = server.webhooks["order.placed"]!.post.parameters.filter((parameter) => parameter.in === "header");
  const python = verifying().find(({ language }) => language === "python")!.code;
  const typescript = verifying().find(({ language }) => language === "typescript")!.code;
  for (const code of [python, typescript]) {
    const [, name] = /headers\["([\w-]+)"\]/.exec(code)!;
    expect(headers.map((header) => header.name)).toContain(name);
    expect(code).toContain("standardwebhooks");
    expect(code).toContain("WEBHOOK_SECRET");
  }
  expect(python).toContain("request.get_data()");
  expect(typescript).toContain("await text(request)");
});

it("has every file, and each line fits a desk", () => {
  const all = [...requests, ...verifying()].map(({ code }) => code);
  expect(readdirSync(join(__dirname, "requests"))).toHaveLength(all.length + 1);
  expect(all.flatMap((code) => code.split("\n")).filter((line) => line.length > 92)).toEqual([]);
  expect(tokenForShell("tnt_abc")).toBe('export TOKEN="tnt_abc"');
  expect(codeLanguageName("typescript")).toBe("TypeScript");
});
