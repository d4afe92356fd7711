import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";

/** The format of a secret. */
const secretPattern = /^be_[0-9A-Za-z]{46}$/;

test("signs up, generates a working key, and deletes it", async ({ page, context, request }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("link", { name: "Settings" }).first().click();
  await page.getByRole("link", { name: "API Keys" }).first().click();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();

  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("First key");
  await form.getByRole("button", { name: "Generate key" }).click();

  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  expect(secret).toMatch(secretPattern);
  await page.keyboard.press("Escape");
  await expect(reveal, "Escape doesn't close the dialog").toBeVisible();
  await reveal.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(reveal.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(reveal).toBeHidden();
  expect(await page.content()).not.toContain(secret);

  const listWorkers = () =>
    request.get("/v1/api/workers", { headers: { authorization: `Bearer ${secret}`, cookie: "" } });
  expect((await listWorkers()).status()).toBe(200);

  await page
    .getByRole("row", { name: /First key/ })
    .getByRole("button")
    .last()
    .click();
  await page.getByRole("menuitem", { name: /Delete/ }).click();
  const confirmation = page.getByRole("alertdialog");
  // For a key used in the last 24 hours, the dialog asks for the name after it has checked.
  await expect(confirmation.getByRole("button", { name: "Delete key" })).toBeEnabled();
  const typedName = confirmation.getByLabel(/type/i);
  if (await typedName.isVisible()) await typedName.fill("First key");
  await confirmation.getByRole("button", { name: /Delete/ }).click();
  await expect(confirmation).toBeHidden();
  expect((await listWorkers()).status()).toBe(401);

  await page.goto("/docs");
  await page.goBack();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  expect(await page.content(), "Back after closing shows no secret").not.toContain(secret);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goBack();
  await page.waitForLoadState("networkidle");
  expect(await page.content(), "Back after signing out shows no secret").not.toContain(secret);
  await page.goto("/settings/api-keys");
  await expect(page, "pages aren't shown after signing out").toHaveURL(/\/sign-in/);
});
