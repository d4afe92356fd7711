import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Those of them that judge colours: all that a theme changes. */
const colorRules = ["color-contrast", "link-in-text-block"];

/** How much of the page is on its way from one look to another. What turns for ever is never done. */
function countTransitions(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(({ playState }) => playState === "running")
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY).length,
  );
}

async function listFindings(
  page: Page,
  theme: "light" | "dark",
  within: string | undefined,
): Promise<string[]> {
  // Half way through a transition a colour is neither of the two.
  await expect.poll(() => countTransitions(page)).toBe(0);
  // An open menu or tooltip belongs to its button; axe would have it inside one of the page's landmarks.
  const isOverlaid = (await page.locator("[role=menu], [role=tooltip]").count()) > 0;
  const options: axe.RunOptions =
    theme === "light"
      ? { runOnly: { type: "tag", values: tags }, rules: { region: { enabled: !isOverlaid } } }
      : { runOnly: { type: "rule", values: colorRules } };
  await injectAxe(page);
  return page.evaluate(
    async ([part, runOptions]) => {
      const { violations } = await window.axe.run(part ?? document, runOptions);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" | ")}`);
    },
    [within, options] as const,
  );
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Once into each page: its half megabyte takes longer to read than most pages to judge. */
async function injectAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
}

/** axe finds nothing on the page as it stands, or within a part of it; in the dark its colours are judged again. */
export async function expectNoFindings(page: Page, what: string, within?: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await listFindings(page, theme, within), `${what}, ${theme}`).toEqual([]);
  }
}
