/** Prints how soon pages can be used on a slow machine, and how a list of many products turns its pages. */
import { cpus, loadavg } from "node:os";
import type { Page } from "@playwright/test";
import { expect, test, url, type Company } from "../e2e/base";
import { largeCompany, ms, PRODUCTS, quantile, signedInAnew } from "./stage";

const SLOWER = 4;
const RUNS = 5;
const TURNS = 40;
/** No task of 50 ms for so long, and the page is at rest. */
const QUIET_MS = 2_000;

test.describe.configure({ mode: "serial" });

let company: Company;
test.beforeAll(async ({ playwright }) => {
  test.setTimeout(600_000);
  console.log(`\n${cpus().length} processors, of which ${loadavg()[0]?.toFixed(1)} were busy in the minute before`);
  const request = await playwright.request.newContext();
  company = await largeCompany(request);
  await request.dispose();
});

async function slowDown(page: Page, rate: number) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate });
}

interface Loaded {
  painted: number;
  interactive: number;
  blocked: number;
}

/** Interactive: the page's heading is there, and the last long task before the rest is over. */
async function load(page: Page, path: string, heading: string): Promise<Loaded> {
  await page.addInitScript(() => {
    const tasks: { start: number; end: number }[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) =>
      list.getEntries().forEach((entry) => tasks.push({ start: entry.startTime, end: entry.startTime + entry.duration })),
    ).observe({ type: "longtask", buffered: true });
  });
  await slowDown(page, SLOWER);
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
  return page.evaluate(async (quiet) => {
    const seen = performance.now();
    const tasks = (globalThis as unknown as { tasks: { start: number; end: number }[] }).tasks;
    const rested = () => performance.now() - Math.max(seen, ...tasks.map((task) => task.end)) > quiet;
    while (!rested()) await new Promise((resolve) => setTimeout(resolve, 100));
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    return {
      painted,
      interactive: Math.max(painted, seen, ...tasks.map((task) => task.end)),
      blocked: tasks.reduce((sum, task) => sum + Math.max(0, task.end - task.start - 50), 0),
    };
  }, QUIET_MS);
}

function tell(what: string, runs: Loaded[]) {
  const middle = (pick: (run: Loaded) => number) => ms(quantile(runs.map(pick), 0.5));
  const worst = ms(Math.max(...runs.map((run) => run.interactive)));
  console.log(
    `\n${what}: interactive after ${middle((run) => run.interactive)} (worst of ${runs.length}: ${worst}), first paint ${middle((run) => run.painted)}, blocked ${middle((run) => run.blocked)}`,
  );
}

test("sign-in and dashboard on a CPU four times as slow, with nothing in the cache", async ({ browser }) => {
  const signIn: Loaded[] = [];
  const dashboard: Loaded[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const visitor = await browser.newContext({ baseURL: url(), locale: "en-GB" });
    signIn.push(await load(await visitor.newPage(), "/signin", "Sign in"));
    await visitor.close();
    const { context, page } = await signedInAnew(browser, company.email);
    dashboard.push(await load(page, "/", "Dashboard"));
    await context.close();
  }
  tell("Sign-in", signIn);
  tell(`Dashboard of a company with ${PRODUCTS.toLocaleString("en")} products`, dashboard);
});

for (const rate of [1, SLOWER]) {
  test(`turning the pages of ${PRODUCTS} products, CPU slowed ${rate} times`, async ({ browser }) => {
    const { context, page } = await signedInAnew(browser, company.email);
    await page.goto("/products");
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await slowDown(page, rate);
    const turns: number[] = [];
    let rows = 0;
    let nodes = 0;
    for (let turn = 0; turn < TURNS; turn += 1) {
      turns.push(await page.evaluate(turnPage));
      rows = Math.max(rows, await page.locator("tbody tr").count());
      nodes = Math.max(nodes, await page.evaluate(() => document.querySelectorAll("*").length));
    }
    await context.close();
    expect(rows).toBeLessThanOrEqual(50);
    console.log(
      `\nA page turn, CPU slowed ${rate} times: p50 ${ms(quantile(turns, 0.5))}, p95 ${ms(quantile(turns, 0.95))}; at most ${rows} rows and ${nodes.toLocaleString("en")} elements`,
    );
  });
}

/** From the press to the frame in which the next rows are painted. */
async function turnPage(): Promise<number> {
  const first = () => document.querySelector("tbody tr a")?.textContent;
  const before = first();
  const next = [...document.querySelectorAll("button")].find((button) => button.textContent?.trim() === "Next");
  const from = performance.now();
  next!.click();
  while (first() === before || document.querySelector("table[aria-busy]")) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - from;
}
