import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, getStatusWith, password, signUp, teamPath } from "#e2e/people.ts";

// The browser's messages for the errors that these tests cause.
test.use({ expectedConsoleErrors: [/409 \(Conflict\)|401 \(Unauthorized\)/] });

/** Opens the key's page in this tab and in a second one. */
async function openTwice(page: Page, id: string): Promise<[Page, Page]> {
  const path = teamPath(page, `settings/api-keys/${id}`);
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await tab.goto(path);
    await expect(tab.getByRole("button", { name: "Edit" })).toBeEnabled();
  }
  return [page, other];
}

async function rotate(tab: Page): Promise<void> {
  await tab.getByRole("button", { name: "Rotate…" }).click();
  await tab.getByRole("dialog").getByRole("button", { name: "Rotate key" }).click();
}

test("rejects a rotation if the key was rotated in another tab, and shows the latest version", async ({
  page,
}) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing" });
  const [one, other] = await openTwice(page, id);
  await rotate(one);
  const current = await one.getByRole("alertdialog").getByRole("textbox").first().inputValue();
  await one.getByRole("button", { name: "I have stored it" }).click();

  await rotate(other);
  const dialog = other.getByRole("dialog");
  await expect(dialog.getByText("This key was rotated while this dialog was open.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Rotate key" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(other.getByText("A rotation is in progress.")).toBeVisible();
  expect(await getStatusWith(one, secret)).toBe(200);
  expect(await getStatusWith(one, current)).toBe(200);
});

test("says that an edited key was deleted in another tab, and keeps the input", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const [one, other] = await openTwice(page, id);
  await other.getByRole("button", { name: "Edit" }).click();
  const form = other.getByRole("dialog");
  await form.getByLabel("Description").fill("Written for a long time");
  await one.getByRole("button", { name: "Actions for Billing" }).click();
  await one.getByRole("menuitem", { name: "Delete…" }).click();
  await one.getByRole("alertdialog").getByRole("button", { name: "Delete key" }).click();
  await expect(one.getByText("This key was deleted and no longer works.")).toBeVisible();

  await form.getByRole("button", { name: "Save changes" }).click();
  await expect(form.getByText("This key has been deleted.")).toBeVisible();
  await expect(form.getByLabel("Description")).toHaveValue("Written for a long time");
  await expect(form.getByRole("button", { name: "Save changes" })).toBeDisabled();
  await form.getByRole("button", { name: "Cancel" }).click();
  await expect(other.getByText("This key was deleted and no longer works.")).toBeVisible();
});

test("merges edits of different fields from two tabs, and asks about conflicts", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing", description: "Old" });
  const [one, other] = await openTwice(page, id);
  const save = async (tab: Page, changes: Record<string, string>) => {
    for (const [label, text] of Object.entries(changes)) {
      await tab.getByRole("dialog").getByLabel(label).fill(text);
    }
    await tab.getByRole("button", { name: "Save changes" }).click();
  };
  for (const tab of [one, other]) await tab.getByRole("button", { name: "Edit" }).click();
  await save(one, { Name: "Theirs" });
  await expect(one.getByRole("dialog")).toHaveCount(0);
  await save(other, { Description: "Mine" });
  await expect(other.getByRole("dialog")).toHaveCount(0);
  await expect(other.getByRole("heading", { name: "Theirs" })).toBeVisible();

  await one.reload();
  for (const tab of [one, other]) await tab.getByRole("button", { name: "Edit" }).click();
  await save(one, { Name: "Once more theirs" });
  await expect(one.getByRole("dialog")).toHaveCount(0);
  await save(other, { Name: "Mine" });
  await expect(
    other.getByText("Another change to the name was saved since you opened this form."),
  ).toBeVisible();
  await other.getByRole("button", { name: "Save changes" }).click();
  await expect(other.getByRole("dialog")).toHaveCount(0);
  const key = await (await page.request.get(`/v1/api/keys/${id}`)).json();
  expect(key).toMatchObject({ name: "Mine", description: "Mine" });
});

test("discards a draft when the user signs out in another tab", async ({ page }) => {
  const { email } = await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const [one, other] = await openTwice(page, id);
  await other.getByRole("button", { name: "Edit" }).click();
  await other.getByRole("dialog").getByLabel("Description").fill("Written for a long time");
  await one.getByRole("button", { name: "Sign out" }).click();
  await expect(one).toHaveURL(/\/sign-in/);

  await expect(other).toHaveURL(/\/sign-in\?callbackUrl=/);
  await other.getByLabel("Email").fill(email);
  await other.getByLabel("Password").fill(password);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other).toHaveURL(new RegExp(`/settings/api-keys/${id}$`));
  await other.getByRole("button", { name: "Edit" }).click();
  const form = other.getByRole("dialog");
  await expect(form.getByLabel("Description")).toHaveValue("");
  await expect(form.getByText("Your draft was restored.")).toHaveCount(0);
});

test("restores the form of a new key after the session ended elsewhere", async ({ page, context }) => {
  const { email } = await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly");
  await form.getByLabel("Description").fill("Written for a long time");
  await form.getByText("More options").click();
  await form.getByRole("textbox", { name: /Allowed IP addresses/ }).fill("203.0.113.7");
  await context.clearCookies({ name: /session-token/ });

  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(form.getByText("Your draft was restored.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
  await expect(form.getByLabel("Description")).toHaveValue("Written for a long time");
  await form.getByRole("button", { name: "Generate key" }).click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toMatchObject([{ name: "Nightly", allowedIps: ["203.0.113.7/32"] }]);
});
