import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { signUp, teamPath } from "#e2e/people.ts";

const wiped = "The secret was removed when you left the page.";

/** Goes from the overview to the form of the API Keys page without a page load, and generates a key. */
async function revealAfterOverview(page: Page): Promise<void> {
  await signUp(page);
  await page.goto(teamPath(page, "").replace(/\/$/, ""));
  await page.getByRole("link", { name: "Generate New Key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Billing");
  await page.getByRole("button", { name: "Generate key" }).click();
  await expect(page.getByRole("alertdialog").getByRole("textbox").first()).toHaveValue(/^be_/);
}

test("prevents Back once while a secret is shown, without adding a history entry", async ({ page }) => {
  await revealAfterOverview(page);
  const length = await page.evaluate(() => history.length);
  const dialog = page.getByRole("alertdialog");
  await page.evaluate(() => history.back());
  await expect(dialog.getByText("Store the secret first.")).toBeVisible();
  await expect(dialog.getByRole("textbox").first()).toHaveValue(/^be_/);
  await dialog.getByRole("button", { name: "I have stored it" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(wiped)).toHaveCount(0);
  expect(await page.evaluate(() => history.length)).toBe(length);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toHaveCount(0);
  await expect(page.getByText(wiped)).toHaveCount(0);
});

test("says that a secret was removed when the user went back", async ({ page }) => {
  // As in browsers without the Navigation API.
  await page.addInitScript(() => Reflect.deleteProperty(window, "navigation"));
  await revealAfterOverview(page);
  await page.evaluate(() => history.back());
  await expect(page.getByText(wiped)).toBeVisible();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  expect(await page.evaluate(() => "navigation" in window)).toBe(false);
});

test("either prevents the browser's Back button or says that the secret was removed", async ({ page }) => {
  await revealAfterOverview(page);
  void page.goBack().catch(() => null);
  await expect(page.getByText("Store the secret first.").or(page.getByText(wiped))).toBeVisible();
});
