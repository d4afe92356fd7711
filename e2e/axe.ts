import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

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
  // The other mode opens a page for each run, for the sake of frames from elsewhere; here are none.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (theme === "light") axe.withTags(tags);
  else axe.withRules(colorRules);
  if (within !== undefined) axe.include(within);
  // An open menu or tooltip belongs to its button; axe would have it inside one of the page's landmarks.
  if (theme === "light" && (await page.locator("[role=menu], [role=tooltip]").count()) > 0)
    axe.disableRules(["region"]);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" | ")}`);
}

/** axe finds nothing on the page as it stands, or within a part of it; in the dark its colours are judged again. */
export async function expectNoFindings(page: Page, what: string, within?: string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    expect(await listFindings(page, theme, within), `${what}, ${theme}`).toEqual([]);
  }
}
