import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, getStatusWith, openKeys, signUp } from "#e2e/people.ts";

test.use({ expectedConsoleErrors: [/409 \(Conflict\)/] });

test("disables and deletes several keys, even if one of them fails", async ({ page }) => {
  await signUp(page);
  const [billing, nightly, mirror] = [
    await createKey(page, { name: "Billing" }),
    await createKey(page, { name: "Nightly" }),
    await createKey(page, { name: "Mirror" }),
  ];
  await page.reload();
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).click();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar.getByText("3 selected")).toBeVisible();
  // As if deleted in another tab.
  const origin = new URL(page.url()).origin;
  const gone = await page.request.delete(`/v1/api/keys/${mirror.id}`, { headers: { origin }, data: {} });
  expect(gone.status()).toBe(200);
  await bar.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("2 of 3 disabled, 1 failed")).toBeVisible();
  await expect(page.getByText(/Mirror: /)).toBeVisible();
  expect(await getStatusWith(page, billing.secret)).toBe(401);
  expect(await getStatusWith(page, nightly.secret)).toBe(401);

  await page.getByRole("checkbox", { name: "Select Billing" }).check();
  await page.getByRole("checkbox", { name: "Select Nightly" }).check();
  await bar.getByRole("button", { name: "Delete…" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByText("Delete 2 keys?")).toBeVisible();
  await question.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(page.getByText("2 keys deleted")).toBeVisible();
  await expect(page.getByText("No current keys")).toBeVisible();
});

test("selects, deselects and opens a row by keyboard", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "Older" });
  await createKey(page, { name: "Newer" });
  await openKeys(page);
  await expect(page.getByRole("button", { name: "Actions for Older" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Newer" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Older" })).toBeFocused();
  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox", { name: "Select Older" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("checkbox", { name: "Select Older" })).not.toBeChecked();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("link", { name: "Older" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Older", level: 1 })).toBeVisible();
});

/** Creates 3 keys and selects the first one by keyboard. */
async function selectFirst(page: Page): Promise<void> {
  await signUp(page);
  for (const name of ["Older", "Middle", "Newer"]) await createKey(page, { name });
  await page.reload();
  await expect(page.getByRole("button", { name: "Actions for Older" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Selected keys" })).toBeVisible();
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  const button = page.getByRole("button", { name });
  // The dialog checks the keys before it enables the button.
  await expect(button).toBeEnabled();
  await button.focus();
  await page.keyboard.press("Enter");
}

test("moves the focus when the bulk bar disappears", async ({ page }) => {
  await selectFirst(page);
  const bar = page.getByRole("region", { name: "Selected keys" });
  const selectAll = page.getByRole("checkbox", { name: "Select all keys on this page" });
  await press(page, "Select page");
  await expect(bar.getByText("3 selected")).toBeVisible();
  await expect(page.getByRole("button", { name: "Select page" })).toBeFocused();
  await press(page, "Clear");
  await expect(bar).toBeHidden();
  await expect(selectAll).toBeFocused();

  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Clear" }).focus();
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await expect(selectAll).toBeFocused();

  await page.keyboard.press("Space");
  await press(page, "Disable");
  await expect(page.getByText("3 keys disabled")).toBeVisible();
  await expect(selectAll).toBeFocused();
});

test("moves the focus when the selected keys, or all keys, are deleted", async ({ page }) => {
  await selectFirst(page);
  const generate = page.getByRole("button", { name: "Generate New Key" }).first();
  await press(page, "Delete…");
  await press(page, "Delete 1 key");
  await expect(page.getByText("1 key deleted")).toBeVisible();
  const selectAll = page.getByRole("checkbox", { name: "Select all keys on this page" });
  await expect(selectAll).toBeFocused();
  await expect(page.getByRole("link", { name: "Newer" })).toBeHidden();
  await expect(selectAll).toBeFocused();

  await page.keyboard.press("Space");
  await press(page, "Delete…");
  await press(page, "Delete 2 keys");
  await expect(page.getByText("No current keys")).toBeVisible();
  await expect(generate).toBeFocused();
});
