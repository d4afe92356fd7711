import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, getStatusWith, password } from "#e2e/people.ts";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

/** Presses a key until the element has the focus, as a keyboard user does, and waits until it is enabled. */
async function pressUntilFocused(
  page: Page,
  key: string,
  role: "button" | "link" | "textbox" | "menuitem",
  name: RegExp,
) {
  const target = page.getByRole(role, { name }).first();
  await expect(target).toBeVisible();
  for (let count = 0; count < 60; count++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      // A button that waits for a response can have the focus, but ignores the key.
      await expect(target).toBeEnabled();
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${name} was not reached with ${key}`);
}

async function selectInMenu(page: Page, item: RegExp): Promise<void> {
  await pressUntilFocused(page, "Tab", "button", /^Actions for Keyboard/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  await pressUntilFocused(page, "ArrowDown", "menuitem", item);
  await page.keyboard.press("Enter");
}

test("generates, copies, rotates, disables and deletes a key by keyboard", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { email } = await createAccount(page);
  await context.clearCookies();
  await page.goto("/sign-in");
  await pressUntilFocused(page, "Tab", "textbox", /Email/);
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/t\//);
  await page.goto("/settings/api-keys");
  await expect(page.getByRole("region", { name: "Get your first request through" })).toBeVisible();
  await page.waitForLoadState("networkidle");

  await page.keyboard.press("c");
  await expect(page.getByRole("dialog")).toBeVisible();
  await pressUntilFocused(page, "Tab", "textbox", /^Name/);
  await page.keyboard.type("Keyboard");
  await page.keyboard.press("Enter");
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  await pressUntilFocused(page, "Tab", "button", /^Copy$/);
  await page.keyboard.press("Enter");
  await expect(reveal.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await pressUntilFocused(page, "Tab", "button", /I have stored it/);
  await page.keyboard.press("Enter");
  await expect(reveal).toBeHidden();

  await page.keyboard.press("j");
  await selectInMenu(page, /^Rotate/);
  await expect(page.getByRole("dialog")).toBeVisible();
  await pressUntilFocused(page, "Tab", "button", /^Rotate key/);
  await page.keyboard.press("Enter");
  const rotated = await reveal.getByRole("textbox").first().inputValue();
  expect(rotated).not.toBe(secret);
  await pressUntilFocused(page, "Tab", "button", /I have stored it/);
  await page.keyboard.press("Enter");
  await expect(reveal).toBeHidden();

  await page.keyboard.press("j");
  await selectInMenu(page, /^Disable/);
  const row = page.getByRole("row", { name: /Keyboard/ });
  await expect(row).toHaveCount(0);
  expect(await getStatusWith(page, rotated)).toBe(401);
  await pressUntilFocused(page, "Tab", "link", /^Inactive/);
  await page.keyboard.press("Enter");
  await expect(row.getByText("Disabled")).toBeVisible();

  await page.keyboard.press("j");
  await selectInMenu(page, /^Delete/);
  await pressUntilFocused(page, "Tab", "button", /^Delete key/);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(row.getByText("Revoked")).toBeVisible();
});
