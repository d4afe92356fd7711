import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import {
  createAccount,
  createKey,
  getStatusWith,
  openKeyMenu,
  openKeys,
  signUp,
  teamPath,
} from "#e2e/people.ts";
import { holdRequests } from "./hold-requests.ts";

/** Starts to disable the key Billing of a new account. The request is held until released. */
async function startDisabling(page: Page) {
  await createAccount(page);
  await createKey(page, { name: "Billing" });
  await openKeys(page);
  const disabling = await holdRequests(page, /\/disable$/, "POST");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Disable", exact: true }).click();
  await disabling.wasSent;
  await expect(page.getByRole("menu")).toHaveCount(0);
  return disabling;
}

test("keeps a form open that was opened while a key was being disabled", async ({ page }) => {
  const disabling = await startDisabling(page);
  await page.keyboard.press("c");
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly");
  disabling.release();
  await expect(page.getByText("Billing was disabled")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
});

test("keeps a secret on the page that was shown while a key was being disabled", async ({ page }) => {
  const disabling = await startDisabling(page);
  await page.keyboard.press("c");
  await page.getByRole("dialog").getByLabel("Name").fill("Nightly");
  await page.getByRole("button", { name: "Generate key" }).click();
  const secret = page.getByRole("alertdialog").getByRole("textbox").first();
  await expect(secret).toBeVisible();
  disabling.release();
  await expect(page.getByText("Billing was disabled")).toBeVisible();
  await expect(secret).toHaveValue(/^be_/);
});

test("keeps an edit open until it is saved", async ({ page }) => {
  await createAccount(page);
  const { id } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  const saving = await holdRequests(page, new RegExp(`/keys/${id}$`), "PATCH");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Description").fill("Mine");
  await form.getByRole("button", { name: "Save changes" }).click();
  await saving.wasSent;
  await page.keyboard.press("Escape");
  await expect(form.getByRole("button", { name: "Cancel" })).toBeDisabled();
  saving.release();
  await expect(page.getByText("Changes saved")).toBeVisible();
  await expect(form).toHaveCount(0);
  // The list is refreshed after the message.
  await expect(page.getByRole("link", { name: "Billing" })).toHaveAttribute("title", /Mine/);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await expect(form.getByLabel("Description")).toHaveValue("Mine");
});

test("keeps the form open while a key is generated, so that its secret is shown", async ({ page }) => {
  await signUp(page);
  const generating = await holdRequests(page, /\/v1\/api\/keys$/, "POST");
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Billing");
  await form.getByRole("button", { name: "Generate key" }).click();
  await generating.wasSent;
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  await expect(form.getByRole("button", { name: "Cancel" })).toBeDisabled();
  await expect(form.getByRole("button", { name: "Close" })).toBeDisabled();
  await expect(form.getByLabel("Name")).toHaveValue("Billing");
  generating.release();
  const secret = await page.getByRole("alertdialog").getByRole("textbox").first().inputValue();
  await page.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  expect(await getStatusWith(page, secret)).toBe(200);
});

test("shows a secret that arrives while another form is open, and then restores the form", async ({
  page,
}) => {
  await createAccount(page);
  const { secret: previous } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  const rotating = await holdRequests(page, /\/rotate$/, "POST");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Rotate…" }).click();
  await page.getByRole("button", { name: "Rotate key" }).click();
  await rotating.wasSent;
  // As the command palette does.
  await page.evaluate(() => {
    location.hash = "generate";
  });
  const form = page.getByRole("dialog", { name: "Generate New Key" });
  await form.getByLabel("Name").fill("Nightly");
  rotating.release();
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  expect(secret).not.toBe(previous);
  await page.evaluate(() => {
    location.hash = "generate";
  });
  await expect(reveal.getByRole("textbox").first(), "a shown secret isn't replaced").toHaveValue(secret);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(form.getByText("Your draft was restored.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
  expect(await getStatusWith(page, secret)).toBe(200);
});

test("reports a key that was generated after the user left the page, because its secret was never shown", async ({
  page,
}) => {
  await signUp(page);
  await page.goto(teamPath(page, "settings/environments"));
  await page.getByRole("link", { name: "API Keys" }).first().click();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  const generating = await holdRequests(page, /\/v1\/api\/keys$/, "POST");
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("Billing");
  await page.getByRole("button", { name: "Generate key" }).click();
  await generating.wasSent;
  await page.evaluate(() => history.back());
  await expect(page.getByRole("heading", { name: "Environments", level: 1 })).toBeVisible();
  generating.release();
  await expect(page.getByText("The secret of Billing was never shown.")).toBeVisible();
});
