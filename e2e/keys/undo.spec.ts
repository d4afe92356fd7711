import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, getStatusWith, openKeyMenu, openKeys } from "#e2e/people.ts";

function hasFocusInToasts(page: Page): Promise<boolean> {
  return page.evaluate(() => document.activeElement?.closest("[data-sonner-toaster]") !== null);
}

test("undoes a disable with the keyboard, which gets in and out of the message", async ({ page }) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Nightly" });
  await createKey(page, { name: "Other" });
  await openKeys(page);
  await openKeyMenu(page, "Nightly");
  await page.getByRole("menuitem", { name: "Disable", exact: true }).click();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  expect(await getStatusWith(page, secret)).toBe(401);
  // When its row goes, so does the focus that is in it.
  await expect(page.getByRole("row", { name: /Nightly/ })).toHaveCount(0);
  // The message comes after everything else on the page: itself, the button that closes it, and the action.
  const last = page.getByRole("main").locator("a, button").last();
  await last.focus();
  for (let count = 0; count < 3; count++) await page.keyboard.press("Tab");
  await expect(undo).toBeFocused();
  await page.keyboard.press("Tab");
  expect(await hasFocusInToasts(page), "Tab leaves it").toBe(false);
  await expect(last, "and does not go back").not.toBeFocused();

  await undo.focus();
  await page.keyboard.press("Enter");
  // The row can still be there from before, so its being visible doesn't mean that the key works again.
  await expect.poll(() => getStatusWith(page, secret)).toBe(200);
  await expect(page.getByRole("row", { name: /Nightly/ })).toBeVisible();
  await expect(undo).toHaveCount(0);
  await expect(page.locator("body"), "the focus is not lost").not.toBeFocused();
});

test("keeps the focus when the only key is disabled and enabled again", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "Nightly" });
  await openKeys(page);
  await openKeyMenu(page, "Nightly");
  await page.getByRole("menuitem", { name: "Disable", exact: true }).press("Enter");
  const docs = page.getByRole("main").getByRole("link", { name: "Quick start" });
  await expect(docs).toBeVisible();
  await expect(page.getByRole("main"), "the row with the focus is gone").toBeFocused();
  await docs.focus();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  // The message, and the button that closes it.
  for (let count = 0; count < 3; count++) await page.keyboard.press("Tab");
  await expect(undo).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /Nightly/ })).toBeVisible();
  await expect(undo).toHaveCount(0);
  await expect(page.getByRole("main"), "the link with the focus is gone").toBeFocused();
});
