import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, password, signUp, teamPath } from "./people.ts";

// The browser's own lines for the refusals that these tests are about.
test.use({ expectedConsoleErrors: [/409 \(Conflict\)|401 \(Unauthorized\)/] });

/** The key's page in this tab and in a second one, as both are when nothing has happened yet. */
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

test("rotated in one tab, a rotation in the other is refused, says why, and shows the key as it is", async ({
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
  await expect(dialog.getByText("Somebody has rotated this key meanwhile.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Rotate key" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(other.getByText("A rotation is in progress.")).toBeVisible();
  expect(await getStatusWith(one, secret)).toBe(200);
  expect(await getStatusWith(one, current)).toBe(200);
});

test("deleted in one tab, an edit in the other is told so, and what was typed stays to be copied", async ({
  page,
}) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const [one, other] = await openTwice(page, id);
  await other.getByRole("button", { name: "Edit" }).click();
  const form = other.getByRole("dialog");
  await form.getByLabel("Description").fill("Written for a long time");
  await one.getByRole("button", { name: "Actions for Billing" }).click();
  await one.getByRole("menuitem", { name: "Delete…" }).click();
  await one.getByRole("alertdialog").getByRole("button", { name: "Delete key" }).click();
  await expect(one.getByText("This key is revoked")).toBeVisible();

  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("This key was deleted meanwhile.")).toBeVisible();
  await expect(form.getByLabel("Description")).toHaveValue("Written for a long time");
  await expect(form.getByRole("button", { name: "Save" })).toBeDisabled();
  await form.getByRole("button", { name: "Cancel" }).click();
  await expect(other.getByText("This key is revoked")).toBeVisible();
});

test("edited in both tabs, different fields are both kept, and the same field is asked about", async ({
  page,
}) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing", description: "Old" });
  const [one, other] = await openTwice(page, id);
  const save = async (tab: Page, changes: Record<string, string>) => {
    for (const [label, text] of Object.entries(changes)) {
      await tab.getByRole("dialog").getByLabel(label).fill(text);
    }
    await tab.getByRole("button", { name: "Save" }).click();
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
  await expect(other.getByText("Somebody else has changed the name meanwhile.")).toBeVisible();
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("dialog")).toHaveCount(0);
  const key = await (await page.request.get(`/v1/api/keys/${id}`)).json();
  expect(key).toMatchObject({ name: "Mine", description: "Mine" });
});

test("signed out in one tab, the other leads to sign in, and nothing that was typed is left", async ({
  page,
}) => {
  const { email } = await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const [one, other] = await openTwice(page, id);
  await other.getByRole("button", { name: "Edit" }).click();
  await other.getByRole("dialog").getByLabel("Description").fill("Written for a long time");
  await one.getByRole("button", { name: "Sign out" }).click();
  await expect(one).toHaveURL(/\/sign-in/);

  await other.getByRole("button", { name: "Save" }).click();
  await expect(other).toHaveURL(/\/sign-in\?callbackUrl=/);
  await other.getByLabel("Email").fill(email);
  await other.getByLabel("Password").fill(password);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other).toHaveURL(new RegExp(`/settings/api-keys/${id}$`));
  await other.getByRole("button", { name: "Edit" }).click();
  const form = other.getByRole("dialog");
  await expect(form.getByLabel("Description")).toHaveValue("");
  await expect(form.getByText("What you had typed is back.")).toHaveCount(0);
});

test("signed out elsewhere while generating a key, the form opens again after signing in, with all that was typed", async ({
  page,
  context,
}) => {
  const { email } = await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly");
  await form.getByLabel("Description").fill("Written for a long time");
  await form.getByText("More options").click();
  await form.getByRole("textbox", { name: /Allowed IP addresses/ }).fill("203.0.113.7");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other).toHaveURL(/\/sign-in/);

  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(form.getByText("What you had typed is back.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
  await expect(form.getByLabel("Description")).toHaveValue("Written for a long time");
  await form.getByRole("button", { name: "Generate key" }).click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toMatchObject([{ name: "Nightly", allowedIps: ["203.0.113.7/32"] }]);
});
