import { expectNoFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { createAccount, createKey, inviteViewer, openKeyMenu, openKeys, signUp, teamPath } from "./people.ts";

test.use({ expectedConsoleErrors: [/409 \(Conflict\)|ERR_FAILED|ChunkLoadError/] });

const dayMs = 86_400_000;

test("axe finds nothing on the API Keys page and its dialogs", async ({ page }) => {
  await signUp(page);
  await expectNoFindings(page, "no keys");
  await createKey(page, { name: "One" });
  await createKey(page, { name: "Two", expiresAt: new Date(Date.now() + dayMs).toISOString() });
  await page.reload();
  await expectNoFindings(page, "two keys");
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await expect(form).toBeVisible();
  await expectNoFindings(page, "generate");
  await form.getByLabel("Name").fill("Three");
  await form.getByRole("button", { name: "Generate key" }).click();
  const reveal = page.getByRole("alertdialog");
  await expect(reveal.getByRole("textbox").first()).toBeVisible();
  await expectNoFindings(page, "reveal");
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await openKeyMenu(page, "One");
  await expectNoFindings(page, "menu");
  await page.keyboard.press("Escape");
  for (const item of ["Edit", "Rotate…", "Delete…"]) {
    await openKeyMenu(page, "One");
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
    await expectNoFindings(page, item);
    await page.keyboard.press("Escape");
    await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
  }
});

test("axe finds nothing while keys are chosen and deleted together, nor when one is refused", async ({
  page,
}) => {
  await createAccount(page);
  await createKey(page, { name: "One" });
  await createKey(page, { name: "Two" });
  const { id } = await createKey(page, { name: "Three" });
  await openKeys(page);
  await page.getByRole("checkbox", { name: "Select One" }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expectNoFindings(page, "one chosen");
  await bar.getByRole("button", { name: "Select page" }).click();
  await expect(bar.getByText("3 selected")).toBeVisible();
  await bar.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectNoFindings(page, "deleting several");
  await page.keyboard.press("Escape");
  // Meanwhile, in another tab.
  const { origin } = new URL(page.url());
  await page.request.delete(`/v1/api/keys/${id}`, { headers: { origin }, data: {} });
  await bar.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("2 of 3 disabled; 1 refused")).toBeVisible();
  await expectNoFindings(page, "one refused");
});

test("axe finds nothing on the list with nothing to show, inactive keys, or a form that failed", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(teamPath(page, "settings/api-keys"));
  await expectNoFindings(viewer, "no keys, and none may be made");
  await viewer.context().close();
  const { id } = await createKey(page, { name: "One" });
  const { origin } = new URL(page.url());
  await page.request.delete(`/v1/api/keys/${id}`, { headers: { origin }, data: {} });
  await page.reload();
  await expectNoFindings(page, "none usable");
  await page.getByRole("link", { name: "Show inactive (1)" }).click();
  await expect(page.getByRole("table", { name: "Inactive API keys" })).toBeVisible();
  await expectNoFindings(page, "inactive ones");
  await page.goto(teamPath(page, "settings/api-keys?q=nothing"));
  await expectNoFindings(page, "none match");
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectNoFindings(page, "keyboard shortcuts");
  await page.keyboard.press("Escape");
  await page.route("**/v1/api/keys", (route) => route.abort());
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Must not be empty")).toBeVisible();
  await expectNoFindings(page, "a form with a mistake");
  await form.getByLabel("Name").fill("Two");
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expectNoFindings(page, "a form that could not be sent");
});

test("axe finds nothing where a part of the page could not be loaded", async ({ page }) => {
  await createAccount(page);
  const { id } = await createKey(page, { name: "One" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/chunks/**", (route) => route.abort());
  await page.getByRole("button", { name: "Actions for One" }).click();
  await expect(page.getByRole("heading", { name: "The keys could not be loaded" })).toBeVisible();
  await expectNoFindings(page, "failed");

  await page.unroute("**/_next/static/chunks/**");
  await page.goto(teamPath(page, `settings/api-keys/${id}`));
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/chunks/**", (route) => route.abort());
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByRole("heading", { name: "This key could not be loaded" })).toBeVisible();
  await expectNoFindings(page, "failed, a key's page");
});
