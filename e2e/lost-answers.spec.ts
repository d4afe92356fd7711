import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createAccount, createKey, getStatusWith, openKeyMenu, openKeys, signUp } from "./people.ts";

// The browser's own lines for the answers that get lost, and for the refusals that follow.
test.use({ expectedConsoleErrors: [/ERR_FAILED|422 \(/] });

/** The console does what the next such call asks for, and its answer gets lost on the way. */
async function loseNextAnswer(page: Page, address: RegExp): Promise<void> {
  await page.route(
    address,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
}

test("a key whose new secret was lost is rotated again, which ends both secrets and says so before", async ({
  page,
}) => {
  await signUp(page);
  const { id, secret: first } = await createKey(page, { name: "Billing" });
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, {
    headers: { origin: new URL(page.url()).origin },
    data: { gracePeriodSeconds: 3600 },
  });
  const { secret: second } = await rotated.json();
  await page.reload();
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Rotate…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Rotating again ends both present secrets at once")).toBeVisible();
  await expect(dialog.getByText("generate another key instead")).toBeVisible();
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await expect(dialog.getByRole("radio", { name: "Now" })).toBeChecked();
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  const third = await page.getByRole("alertdialog").getByRole("textbox").first().inputValue();
  await page.getByRole("button", { name: "I have stored it" }).click();
  expect(await getStatusWith(page, first)).toBe(401);
  expect(await getStatusWith(page, second)).toBe(401);
  expect(await getStatusWith(page, third)).toBe(200);
});

test("generating again with another field after a lost answer says to look at the list, and then works", async ({
  page,
}) => {
  await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  const generate = form.getByRole("button", { name: "Generate key" });
  await form.getByLabel("Name").fill("Billing");
  await loseNextAnswer(page, /\/v1\/api\/keys$/);
  await generate.click();
  await expect(form.getByText("Can't reach the console.")).toBeVisible();

  await form.getByLabel("Description").fill("Once more");
  await generate.click();
  await expect(form.getByText("An earlier attempt may have made this key already")).toBeVisible();
  await expect(page.locator("tr").getByText("Billing"), "the list behind is read anew").toBeVisible();
  await generate.click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toMatchObject([{ description: "Once more" }, { description: "" }]);
});

test("generating again with the same fields after a lost answer makes no second key", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Billing");
  await loseNextAnswer(page, /\/v1\/api\/keys$/);
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Can't reach the console.")).toBeVisible();
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(page.getByText("The secret of Billing was shown to nobody.")).toBeVisible();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toHaveLength(1);
});

test("rotating again with another end after a lost answer shows the key as it is, and then works", async ({
  page,
}) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Rotate…" }).click();
  const dialog = page.getByRole("dialog");
  const rotate = dialog.getByRole("button", { name: "Rotate key" });
  await loseNextAnswer(page, /\/rotate$/);
  await rotate.click();
  await expect(dialog.getByText("Can't reach the console.")).toBeVisible();

  await dialog.getByRole("radio", { name: "In 7 days" }).check();
  await rotate.click();
  await expect(dialog.getByText("An earlier attempt may have rotated this key already")).toBeVisible();
  await expect(dialog.getByText("Rotating again ends both present secrets at once")).toBeVisible();
  await rotate.click();
  const current = await page.getByRole("alertdialog").getByRole("textbox").first().inputValue();
  await page.getByRole("button", { name: "I have stored it" }).click();
  expect(await getStatusWith(page, secret)).toBe(401);
  expect(await getStatusWith(page, current)).toBe(200);
});
