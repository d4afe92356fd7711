import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, openKeyMenu, openKeys, signUp } from "#e2e/people.ts";

async function paste(page: Page, secret: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search keys" }).fill(secret);
  await expect(page.getByRole("button", { name: "Show all keys" })).toBeVisible();
}

test("keeps a key that was found by its secret up to date", async ({ page }) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Mirror" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  await paste(page, secret);
  await expect(page.getByText("This secret belongs to Billing.")).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "Billing" });
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled");

  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete key" }).click();
  await expect(row).toContainText("Revoked");
  await openKeyMenu(page, "Billing");
  await expect(page.getByRole("menuitem", { name: /^Delete…/ })).toBeDisabled();
});

test("shows the list again after another search, filter or order", async ({ page }) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Mirror" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  const mirror = page.getByRole("link", { name: "Mirror" });
  const all = page.getByRole("button", { name: "Show all keys" });

  await paste(page, secret);
  await expect(mirror).toBeHidden();
  await page.getByRole("searchbox", { name: "Search keys" }).fill("mir");
  await expect(mirror).toBeVisible();
  await expect(all).toBeHidden();

  await paste(page, secret);
  await page.getByRole("link", { name: "Name", exact: true }).click();
  await expect(page).toHaveURL(/\?q=mir&sort=name$/);
  await expect(mirror).toBeVisible();
  await expect(all).toBeHidden();

  await paste(page, secret);
  await page.getByRole("combobox", { name: "Status" }).selectOption("active");
  await expect(mirror).toBeVisible();
  await expect(all).toBeHidden();
});

test("clears the selection while a found key is shown", async ({ page }) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Mirror" });
  await openKeys(page);
  await page.getByRole("checkbox", { name: "Select Mirror" }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar).toBeVisible();
  await paste(page, secret);
  await expect(bar).toBeHidden();
  await page.getByRole("link", { name: "Billing" }).focus();
  await page.keyboard.press("x");
  await expect(bar).toBeHidden();
  await page.getByRole("button", { name: "Show all keys" }).click();
  await expect(page.getByRole("checkbox", { name: "Select Mirror" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Select Billing" })).not.toBeChecked();
});

test("says that a secret was ended by a rotation", async ({ page }) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing" });
  const { origin } = new URL(page.url());
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, {
    headers: { origin },
    data: { gracePeriodSeconds: 3600 },
  });
  expect(rotated.status()).toBe(200);
  const { secret: current } = await rotated.json();
  await page.reload();
  await page.waitForLoadState("networkidle");
  await paste(page, secret);
  await expect(page.getByText("This secret belongs to Billing.")).toBeVisible();

  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Finish rotation" }).click();
  await expect(page.getByText("This secret belongs to Billing, but no longer works.")).toBeVisible();
  await paste(page, current);
  await expect(page.getByText("This secret belongs to Billing.")).toBeVisible();
});
