import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, getStatusWith, openKeyMenu, openKeys, signUp } from "#e2e/people.ts";

test.use({
  ...{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  contextOptions: { reducedMotion: "no-preference" },
});

test("generates a key on a phone without scrolling sideways", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "A key with a rather long name that has to go somewhere" });
  await openKeys(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "the page does not scroll sideways").toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Generate New Key" }).first().tap();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Phone");
  await form.getByRole("button", { name: "Generate key" }).tap();
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  await reveal.getByRole("button", { name: "I have stored it" }).tap();
  await expect(reveal).toBeHidden();
  expect(await getStatusWith(page, secret)).toBe(200);
  await expect(page.getByRole("button", { name: "Actions for Phone" })).toBeVisible();
});

test("copies and rotates a key on a phone, and deletes several keys together", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await createAccount(page);
  await createKey(page, { name: "Other" });
  const { secret: previous } = await createKey(page, { name: "Phone" });
  await openKeys(page);
  await openKeyMenu(page, "Phone");
  await page.getByRole("menuitem", { name: "Rotate…" }).tap();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Rotate key/ })
    .tap();
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  expect(secret).not.toBe(previous);
  await reveal.getByRole("button", { name: "Copy", exact: true }).tap();
  await expect(reveal.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await reveal.getByRole("button", { name: "I have stored it" }).tap();
  await expect(reveal).toBeHidden();

  await page.getByRole("checkbox", { name: "Select Other" }).tap();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await bar.getByRole("button", { name: "Select page" }).tap();
  await expect(bar.getByText("2 selected")).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "the page does not scroll sideways").toBeLessThanOrEqual(390);
  await bar.getByRole("button", { name: "Delete…" }).tap();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete 2 keys" }).tap();
  await expect(page.getByText("No active keys")).toBeVisible();
  expect(await getStatusWith(page, secret)).toBe(401);
});

test("shows only the link back to the list above a key's page on a phone", async ({ page }) => {
  await signUp(page);
  const name = `Nightly ${"export".repeat(15)}`;
  const { id } = await createKey(page, { name });
  await page.goto(`${page.url()}/${id}`);
  const trail = page.getByRole("navigation", { name: "Breadcrumb" });
  await expect(trail.locator("[aria-current=page]")).toHaveText(name);
  expect((await trail.locator("[aria-current=page]").boundingBox())?.width, "not shown").toBeLessThanOrEqual(
    1,
  );
  const back = trail.getByRole("link", { name: "API Keys" });
  expect((await back.boundingBox())?.height, "large enough for a finger").toBeGreaterThanOrEqual(44);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "the page does not scroll sideways").toBeLessThanOrEqual(390);
  await back.tap();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
});
