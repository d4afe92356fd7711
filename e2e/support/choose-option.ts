import { expect, type Locator, type Page } from "@playwright/test";

/** Opens a select's popup. Repeated, because until the page's code runs the browser opens its own list. */
export async function openSelect(page: Page, select: Locator): Promise<Locator> {
  const list = page.getByRole("listbox");
  await expect(async () => {
    if (!(await list.isVisible())) await select.click({ timeout: 2_000 });
    await expect(list).toBeVisible({ timeout: 2_000 });
  }).toPass();
  return list;
}

/** Selects an option as people with a mouse do. `selectOption` skips the popup. */
export async function chooseOption(page: Page, select: Locator, name: string): Promise<void> {
  const list = await openSelect(page, select);
  await list.getByRole("option", { name, exact: true }).click();
  await expect(list).toHaveCount(0);
}
