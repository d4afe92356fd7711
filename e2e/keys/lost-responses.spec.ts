import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, getStatusWith, openKeyMenu, openKeys, signUp } from "#e2e/people.ts";

// The browser's messages for the lost responses, and for the errors that follow.
test.use({ expectedConsoleErrors: [/ERR_FAILED|422 \(/] });

/** Lets the console process the next matching request, but drops the response. */
async function loseNextResponse(page: Page, address: RegExp): Promise<void> {
  await page.route(
    address,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
}

test("warns that rotating again ends both secrets, and replaces a lost secret", async ({ page }) => {
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
  await expect(
    dialog.getByText("If you rotate again, the current and the previous secret stop working"),
  ).toBeVisible();
  await expect(dialog.getByText("generate another key instead")).toBeVisible();
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await expect(dialog.getByRole("radio", { name: "None" })).toBeChecked();
  await dialog.getByRole("button", { name: "Rotate key" }).click();
  const third = await page.getByRole("alertdialog").getByRole("textbox").first().inputValue();
  await page.getByRole("button", { name: "I have stored it" }).click();
  expect(await getStatusWith(page, first)).toBe(401);
  expect(await getStatusWith(page, second)).toBe(401);
  expect(await getStatusWith(page, third)).toBe(200);
});

test("asks to check the list if the form is changed after a lost response, and then generates the key", async ({
  page,
}) => {
  await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  const generate = form.getByRole("button", { name: "Generate key" });
  await form.getByLabel("Name").fill("Billing");
  await loseNextResponse(page, /\/v1\/api\/keys$/);
  await generate.click();
  await expect(form.getByText("Can't reach the console.")).toBeVisible();

  await form.getByLabel("Description").fill("Once more");
  await generate.click();
  await expect(form.getByText("An earlier attempt may have generated this key.")).toBeVisible();
  await expect(page.locator("tr").getByText("Billing"), "the list behind is refreshed").toBeVisible();
  await generate.click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toMatchObject([{ description: "Once more" }, { description: "" }]);
});

test("generates no second key if the same form is sent again after a lost response", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Billing");
  await loseNextResponse(page, /\/v1\/api\/keys$/);
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Can't reach the console.")).toBeVisible();
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(page.getByText("The secret of Billing was never shown.")).toBeVisible();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toHaveLength(1);
});

test("shows the latest version if the grace period is changed after a lost response, and then rotates", async ({
  page,
}) => {
  await createAccount(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Rotate…" }).click();
  const dialog = page.getByRole("dialog");
  const rotate = dialog.getByRole("button", { name: "Rotate key" });
  await loseNextResponse(page, /\/rotate$/);
  await rotate.click();
  await expect(dialog.getByText("Can't reach the console.")).toBeVisible();

  await dialog.getByRole("radio", { name: "7 days" }).check();
  await rotate.click();
  await expect(dialog.getByText("An earlier attempt may have rotated this key")).toBeVisible();
  await expect(
    dialog.getByText("If you rotate again, the current and the previous secret stop working"),
  ).toBeVisible();
  await rotate.click();
  const current = await page.getByRole("alertdialog").getByRole("textbox").first().inputValue();
  await page.getByRole("button", { name: "I have stored it" }).click();
  expect(await getStatusWith(page, secret)).toBe(401);
  expect(await getStatusWith(page, current)).toBe(200);
});
