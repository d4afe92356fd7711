import { expect, test } from "#e2e/fixtures.ts";
import {
  createAccount,
  createKey,
  inviteViewer,
  openKeyMenu,
  openKeys,
  signUp,
  teamPath,
} from "#e2e/people.ts";
import { expectNoFindings } from "./axe.ts";

test.use({ expectedConsoleErrors: [/409 \(Conflict\)|ERR_FAILED|ChunkLoadError/] });

const dayMs = 86_400_000;

test("axe finds no problems on the API Keys page and in its dialogs", async ({ page }) => {
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

test("axe finds no problems while keys are changed in bulk, including a failure", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "One" });
  await createKey(page, { name: "Two" });
  const { id } = await createKey(page, { name: "Three" });
  await openKeys(page);
  await page.getByRole("checkbox", { name: "Select One" }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expectNoFindings(page, "one key selected");
  await bar.getByRole("button", { name: "Select page" }).click();
  await expect(bar.getByText("3 selected")).toBeVisible();
  await bar.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectNoFindings(page, "bulk delete");
  await page.keyboard.press("Escape");
  // As if deleted in another tab.
  const { origin } = new URL(page.url());
  await page.request.delete(`/v1/api/keys/${id}`, { headers: { origin }, data: {} });
  await bar.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("2 of 3 disabled, 1 failed")).toBeVisible();
  await expectNoFindings(page, "one failed");
});

test("axe finds no problems with an empty list, inactive keys or a failed form", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(teamPath(page, "settings/api-keys"));
  await expectNoFindings(viewer, "no keys, as a viewer");
  await viewer.context().close();
  const { id } = await createKey(page, { name: "One" });
  const { origin } = new URL(page.url());
  await page.request.delete(`/v1/api/keys/${id}`, { headers: { origin }, data: {} });
  await page.reload();
  await expectNoFindings(page, "no active keys");
  await page.getByRole("link", { name: "Inactive 1" }).click();
  await expect(page.getByRole("table", { name: "API keys" })).toBeVisible();
  await expectNoFindings(page, "inactive keys");
  await page.goto(teamPath(page, "settings/api-keys?q=nothing"));
  await expectNoFindings(page, "no results");
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
  await expectNoFindings(page, "a form with an invalid field");
  await form.getByLabel("Name").fill("Two");
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expectNoFindings(page, "a form whose request failed");
});

test("axe finds no problems where part of the page failed to load", async ({ page }) => {
  // Otherwise the code would have loaded before it is needed.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await createAccount(page);
  const { id } = await createKey(page, { name: "One" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/chunks/**", (route) => route.abort());
  await page.getByRole("button", { name: "Actions for One" }).click();
  await expect(page.getByRole("heading", { name: "The keys couldn't be loaded" })).toBeVisible();
  await expectNoFindings(page, "failed");

  await page.unroute("**/_next/static/chunks/**");
  await page.goto(teamPath(page, `settings/api-keys/${id}`));
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/chunks/**", (route) => route.abort());
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByRole("heading", { name: "This key couldn't be loaded" })).toBeVisible();
  await expectNoFindings(page, "a key's page, failed");
});
