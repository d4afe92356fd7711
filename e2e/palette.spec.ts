import { expect, test } from "./fixtures.ts";
import { createAccount, createKey, openKeys } from "./people.ts";

test("Ctrl K opens pages, keys by name and the form for a new key, and changes the theme", async ({
  page,
}) => {
  await createAccount(page);
  await createKey(page, { name: "Nightly export" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  const field = page.getByRole("combobox", { name: "Search pages, keys and actions" });

  await page.keyboard.press("Control+k");
  await field.fill("audit");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await field.fill("nightly");
  await expect(page.getByRole("option", { name: /Nightly export/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Nightly export", level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await field.fill("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.keyboard.press("Control+k");
  await field.fill("generate");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Generate New Key" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field, "Ctrl K does not leave an open form").toBeHidden();
});
