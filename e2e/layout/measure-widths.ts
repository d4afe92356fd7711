import { expect, type Page } from "@playwright/test";
import { describeGeometry, hasWideLayout, measurePage } from "./measure-page.ts";

const pageWidths = [1440, 1366, 1280, 1024, 768, 390];

/** A dialog or menu without a layout for wide windows has the same size in all windows from 640 px. */
const layerWidths = [1440, 768, 390];

export const layers = "[role=dialog], [role=alertdialog], [role=menu]";

/** What opens above a page moves a moment after the window is resized, so only a fault that stays counts. */
async function measureSettled(page: Page) {
  for (let attempt = 1; attempt < 5; attempt++) {
    const faults = await measurePage(page);
    if (faults.length === 0) return faults;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  }
  return measurePage(page);
}

/**
 * Measures what is open at each width in the light theme. At the given ones also in the dark theme, if that moves anything:
 * each switch of the theme computes the styles of the whole page.
 */
export async function measure(
  page: Page,
  name: string,
  widths: readonly number[],
  themedWidths: readonly number[],
): Promise<string[]> {
  const faults = new Set<string>();
  const measureNow = async (width: number) => {
    for (const { fault, element } of await measureSettled(page)) {
      faults.add(`${name} at ${width}: ${fault}: ${element}`);
    }
  };
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await measureNow(width);
    if (!themedWidths.includes(width)) continue;
    const light = await describeGeometry(page, "light");
    if ((await describeGeometry(page, "dark")) !== light) await measureNow(width);
    await page.evaluate(() => {
      document.documentElement.dataset.theme = "light";
    });
  }
  return [...faults];
}

/** Measures the open page. Twice in both themes: with tables and with cards. */
export function measureOpenPage(page: Page, name: string): Promise<string[]> {
  return measure(page, name, pageWidths, [1440, 390]);
}

/** Measures the dialog or menu that is open above the page. */
export async function measureLayer(page: Page, name: string, widths?: readonly number[]): Promise<string[]> {
  const layer = page.locator(layers).last();
  await expect(layer, name).toBeVisible();
  await expect(layer.getByText(/^(Loading|Checking) .*…$/), name).toHaveCount(0);
  const chosen = widths ?? ((await hasWideLayout(page)) ? pageWidths : layerWidths);
  return measure(page, name, chosen, chosen.slice(-1));
}

/** Measures each of the items in one of two tabs: while one tab waits for its page, the other one measures. */
export async function inTwoTabs<Item>(
  page: Page,
  items: readonly Item[],
  run: (tab: Page, item: Item) => Promise<string[]>,
): Promise<string[]> {
  const waiting = [...items];
  const runAll = async (tab: Page) => {
    const faults: string[] = [];
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      faults.push(...(await run(tab, item)));
    }
    return faults;
  };
  const other = await page.context().newPage();
  return (await Promise.all([runAll(page), runAll(other)])).flat();
}
