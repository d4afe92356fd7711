import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { holdRequests } from "./hold-requests.ts";
import {
  createAccount,
  createKey,
  getStatusWith,
  openKeyMenu,
  openKeys,
  signUp,
  teamPath,
} from "./people.ts";

/** A new account whose key Billing is being disabled, until the call is released. */
async function startDisabling(page: Page) {
  await createAccount(page);
  await createKey(page, { name: "Billing" });
  await openKeys(page);
  const disabling = await holdRequests(page, /\/disable$/, "POST");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Disable", exact: true }).click();
  await disabling.wasMade;
  await expect(page.getByRole("menu")).toHaveCount(0);
  return disabling;
}

test("a key that is disabled slowly closes no form that was opened meanwhile", async ({ page }) => {
  const disabling = await startDisabling(page);
  await page.keyboard.press("c");
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly");
  disabling.release();
  await expect(page.getByText("Billing is disabled")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
});

test("a key that is disabled slowly takes no secret off the page", async ({ page }) => {
  const disabling = await startDisabling(page);
  await page.keyboard.press("c");
  await page.getByRole("dialog").getByLabel("Name").fill("Nightly");
  await page.getByRole("button", { name: "Generate key" }).click();
  const secret = page.getByRole("alertdialog").getByRole("textbox").first();
  await expect(secret).toBeVisible();
  disabling.release();
  await expect(page.getByText("Billing is disabled")).toBeVisible();
  await expect(secret).toHaveValue(/^be_/);
});

test("an edit that was closed while it was saved closes no other dialog", async ({ page }) => {
  await createAccount(page);
  const { id } = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Nightly" });
  await openKeys(page);
  const saving = await holdRequests(page, new RegExp(`/keys/${id}$`), "PATCH");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Description").fill("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await saving.wasMade;
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await openKeyMenu(page, "Nightly");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Description").fill("Written for a long time");
  saving.release();
  await expect(page.getByText("Saved")).toBeVisible();
  await expect(page.getByRole("dialog").getByLabel("Description")).toHaveValue("Written for a long time");
});

test("nothing closes the form while a key is generated, so its secret is shown", async ({ page }) => {
  await signUp(page);
  const generating = await holdRequests(page, /\/v1\/api\/keys$/, "POST");
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Billing");
  await form.getByRole("button", { name: "Generate key" }).click();
  await generating.wasMade;
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

test("a secret that comes while something else is typed is shown, and what was typed is back after it", async ({
  page,
}) => {
  await createAccount(page);
  const { secret: old } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  const rotating = await holdRequests(page, /\/rotate$/, "POST");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Rotate…" }).click();
  await page.getByRole("button", { name: "Rotate key" }).click();
  await rotating.wasMade;
  // As the palette does it.
  await page.evaluate(() => {
    location.hash = "generate";
  });
  const form = page.getByRole("dialog", { name: "Generate New Key" });
  await form.getByLabel("Name").fill("Nightly");
  rotating.release();
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  expect(secret).not.toBe(old);
  await page.evaluate(() => {
    location.hash = "generate";
  });
  await expect(reveal.getByRole("textbox").first(), "nothing replaces a secret").toHaveValue(secret);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(form.getByText("What you had typed is back.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
  expect(await getStatusWith(page, secret)).toBe(200);
});

test("a key that was generated after its page was left is told of, as its secret can be shown to nobody", async ({
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
  await generating.wasMade;
  await page.evaluate(() => history.back());
  await expect(page.getByRole("heading", { name: "Environments", level: 1 })).toBeVisible();
  generating.release();
  await expect(page.getByText("The secret of Billing was shown to nobody.")).toBeVisible();
});
