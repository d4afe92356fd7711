import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createAccount, createKey, openKeyMenu, openKeys, signUp } from "./people.ts";

/** Pastes the secret into the search, as somebody who found it somewhere would. */
async function paste(page: Page, secret: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search keys" }).fill(secret);
  await expect(page.getByRole("button", { name: "Show all keys" })).toBeVisible();
}

test("a key found by its secret is shown as it is after each change to it", async ({ page }) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Mirror" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  await paste(page, secret);
  await expect(page.getByText("That secret belongs to Billing.")).toBeVisible();
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

test("another search, filter or order ends the look at a found key", async ({ page }) => {
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

test("keys chosen before are not chosen any more while a found one is shown", async ({ page }) => {
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

test("of a secret that a rotation has ended it says so", async ({ page }) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing" });
  const { origin } = new URL(page.url());
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, {
    headers: { origin },
    data: { gracePeriodSeconds: 3600 },
  });
  expect(rotated.status()).toBe(200);
  const { secret: present } = await rotated.json();
  await page.reload();
  await page.waitForLoadState("networkidle");
  await paste(page, secret);
  await expect(page.getByText("That secret belongs to Billing.")).toBeVisible();

  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Finish now" }).click();
  await expect(page.getByText("That secret belongs to Billing, and has ended.")).toBeVisible();
  await paste(page, present);
  await expect(page.getByText("That secret belongs to Billing.")).toBeVisible();
});
