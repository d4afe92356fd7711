import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import {
  createAccount,
  createKey,
  getStatusWith,
  openKeyMenu,
  openKeys,
  signUp,
  teamPath,
} from "#e2e/people.ts";

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

  // Disabled keys are no longer among the active ones.
  await page.getByRole("link", { name: /^Inactive/ }).click();
  await expect(page).toHaveURL(/\?tab=inactive$/);
  await expect(bar).toBeHidden();
  await page.getByRole("checkbox", { name: "Select Billing" }).check();
  await page.getByRole("checkbox", { name: "Select Nightly" }).check();
  await bar.getByRole("button", { name: "Delete…" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByText("Delete 2 keys?")).toBeVisible();
  await question.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(page.getByText("2 keys deleted")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Nightly" }).getByText("Revoked")).toBeVisible();
});

test("enables keys and extends their expiry, except those that expire later", async ({ page }) => {
  await signUp(page);
  const dayMs = 86_400_000;
  const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
  const { id, secret } = await createKey(page, { name: "Soon", expiresAt: inDays(3) });
  await createKey(page, { name: "Later", expiresAt: inDays(300) });
  await createKey(page, { name: "Never" });
  const origin = new URL(page.url()).origin;
  await page.request.post(`/v1/api/keys/${id}/disable`, { headers: { origin } });
  await page.goto(teamPath(page, "settings/api-keys?tab=all"));
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).click();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await bar.getByRole("button", { name: "Extend expiry…" }).click();
  const dialog = page.getByRole("dialog", { name: "Extend the expiry of 3 keys" });
  await dialog.getByRole("button", { name: "Extend expiry" }).click();
  await expect(page.getByText("1 of 3 extended, 2 unchanged")).toBeVisible();
  const { expiresAt } = await (await page.request.get(`/v1/api/keys/${id}`)).json();
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 89 * dayMs);
  await page.getByRole("checkbox", { name: "Select Soon" }).check();
  await bar.getByRole("button", { name: "Enable" }).click();
  await expect(page.getByText("3 keys enabled")).toBeVisible();
  expect(await getStatusWith(page, secret)).toBe(200);
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
async function selectFirst(page: Page, query = ""): Promise<void> {
  await signUp(page);
  for (const name of ["Older", "Middle", "Newer"]) await createKey(page, { name });
  await page.goto(teamPath(page, `settings/api-keys${query}`));
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
  await selectFirst(page, "?tab=all");
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
  await expect(page.getByText("No active keys")).toBeVisible();
  await expect(generate).toBeFocused();
});

test("moves the focus to the next key when a key leaves the list of active ones", async ({ page }) => {
  await signUp(page);
  for (const name of ["Older", "Newer"]) await createKey(page, { name });
  await page.reload();
  await page.waitForLoadState("networkidle");
  await openKeyMenu(page, "Newer");
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(page.getByText("Newer was disabled")).toBeVisible();
  await expect(page.getByRole("link", { name: "Newer" })).toBeHidden();
  await expect(page.getByRole("link", { name: "Older" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Inactive 1" })).toBeVisible();
});
