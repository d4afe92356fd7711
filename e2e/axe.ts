import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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

async function listFindings(page: Page, within: string | undefined): Promise<string[]> {
  // Half way through a transition a colour is neither of the two.
  await expect.poll(() => countTransitions(page)).toBe(0);
  const axe = new AxeBuilder({ page }).withTags(tags);
  if (within !== undefined) axe.include(within);
  // An open menu or tooltip belongs to its button; axe would have it inside one of the page's landmarks.
  if ((await page.locator("[role=menu], [role=tooltip]").count()) > 0) axe.disableRules(["region"]);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" | ")}`);
}

/** axe finds nothing on the page as it stands, or within a part of it, in light and in dark. */
export async function expectNoFindings(page: Page, what: string, within?: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await listFindings(page, within), `${what}, ${colorScheme}`).toEqual([]);
  }
}
