import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import type axe from "axe-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules that check colors, the only ones a theme affects. */
const colorRules = ["color-contrast", "link-in-text-block"];

/** During a transition colors have intermediate values. Endless animations, such as spinners, keep running. */
function finishTransitions(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    }
  });
}

async function listFindings(
  page: Page,
  theme: "light" | "dark",
  within: string | undefined,
): Promise<string[]> {
  await finishTransitions(page);
  // An open menu or tooltip belongs to its button, but axe would require it inside a landmark of the page.
  const hasOverlay = (await page.locator("[role=menu], [role=tooltip]").count()) > 0;
  // Without details of what passed, and without loading the page's styles again, which none of these rules needs.
  const shared = { resultTypes: ["violations"], preload: false } satisfies axe.RunOptions;
  const options: axe.RunOptions =
    theme === "light"
      ? { ...shared, runOnly: { type: "tag", values: tags }, rules: { region: { enabled: !hasOverlay } } }
      : { ...shared, runOnly: { type: "rule", values: colorRules } };
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

/** Less than half as long as `axe.source`. */
const minifiedAxe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Injects axe once per page: loading its half megabyte takes longer than checking most pages. */
async function injectAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(minifiedAxe);
}

/**
 * Expects no issues on the page, or within a part of it. In dark mode only the colors are checked again. Checks again
 * while there are issues: a wide table can be scrolled by keyboard only once the page's scripts have run.
 */
export async function expectNoFindings(page: Page, what: string, within?: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expect.poll(() => listFindings(page, theme, within), { message: `${what}, ${theme}` }).toEqual([]);
  }
}
