import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, getStatusWith, openKeyMenu, openKeys } from "#e2e/people.ts";

test("accepts both secrets of a rotated key until the rotation is finished", async ({ page }) => {
  await createAccount(page);
  const { secret: previous } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Rotate…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Rotate/ })
    .click();
  const reveal = page.getByRole("alertdialog");
  const current = await reveal.getByRole("textbox").first().inputValue();
  expect(current).not.toBe(previous);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByRole("row", { name: /Billing/ }).getByText("Rotating")).toBeVisible();
  expect(await getStatusWith(page, previous)).toBe(200);
  expect(await getStatusWith(page, current)).toBe(200);

  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /Finish/ })
    .click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  expect(await getStatusWith(page, previous)).toBe(401);
  expect(await getStatusWith(page, current)).toBe(200);
});

test("rejects a disabled key immediately, and accepts it again when enabled", async ({ page }) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Nightly" });
  await openKeys(page);
  await openKeyMenu(page, "Nightly");
  await page.getByRole("menuitem", { name: "Disable", exact: true }).click();
  const row = page.getByRole("row", { name: /Nightly/ });
  await expect(row, "the key leaves the active ones").toHaveCount(0);
  expect(await getStatusWith(page, secret)).toBe(401);
  await page.getByRole("link", { name: /^Inactive/ }).click();
  await expect(row.getByText("Disabled")).toBeVisible();
  await openKeyMenu(page, "Nightly");
  await page.getByRole("menuitem", { name: "Enable", exact: true }).click();
  await expect(row, "the key leaves the inactive ones").toHaveCount(0);
  await page.getByRole("link", { name: /^Active/ }).click();
  await expect(row.getByText("Active")).toBeVisible();
  expect(await getStatusWith(page, secret)).toBe(200);
});
