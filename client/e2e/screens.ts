/** What a page must be on every screen: clean for axe in both themes and both layouts, and never wider than the screen. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const SCREENS = [
  { name: "desktop light", colorScheme: "light", size: { width: 1360, height: 860 } },
  { name: "desktop dark", colorScheme: "dark", size: { width: 1360, height: 860 } },
  { name: "phone light", colorScheme: "light", size: { width: 390, height: 844 } },
  { name: "phone dark", colorScheme: "dark", size: { width: 390, height: 844 } },
] as const;

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** All that is on its way has come: no skeletons, nothing dimmed, no page on the way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const waiting = document.querySelector("[class*='mantine-Skeleton-root'], [aria-busy='true'], [data-loading='true']");
    const loading = [...document.querySelectorAll("[role='status']")].some((status) => status.textContent?.startsWith("Loading"));
    return !waiting && !loading;
  });
}

/**
 * Goes there as a link does, so that the app is loaded once for many pages.
 * The document says which page stands: the page before has a heading, too, and stays until the next has come.
 */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await expect(page.locator("html")).toHaveAttribute("data-path", path.replace(/[?#].*/, ""));
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await settled(page);
}

/** What lies over a page is no part of its landmarks, so best practice about those is for pages only. */
export async function look(page: Page, what: string, over = false): Promise<void> {
  for (const { name, colorScheme, size } of SCREENS) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(size);
    // The app follows the system a moment later.
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    await settled(page);
    const axe = new AxeBuilder({ page })
      // What people see on a button is what they say to press it (2.5.3); axe leaves this to those who ask.
      .options({ rules: { "label-content-name-mismatch": { enabled: true } } })
      .withTags(over ? WCAG : [...WCAG, "best-practice"])
      .setLegacyMode();
    const { violations } = await axe.analyze();
    const found = violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`,
    );
    expect.soft(found, `${what}, ${name}`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(overflow, `${what}, ${name}: scrolls sideways`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(SCREENS[0].size);
}
