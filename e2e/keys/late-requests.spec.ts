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

// The browser's message for requests that these tests abort.
test.use({ expectedConsoleErrors: [/ERR_FAILED/] });

async function rotateThroughApi(page: Page, id: string): Promise<void> {
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, {
    headers: { origin: new URL(page.url()).origin },
    data: { gracePeriodSeconds: 3600 },
  });
  expect(rotated.status()).toBe(200);
}

/** Sends a request with the key, and waits until the console has recorded it. */
async function sendRequest(page: Page, { id, secret }: { id: string; secret: string }): Promise<void> {
  const startedAt = new Date().toISOString();
  expect(await getStatusWith(page, secret)).toBe(200);
  await expect(async () => {
    const { secrets } = await (await page.request.get(`/v1/api/keys/${id}`)).json();
    const times = secrets.map(({ lastUsedAt }: { lastUsedAt: string | null }) => lastUsedAt ?? "");
    expect(times.sort().at(-1) >= startedAt).toBe(true);
  }).toPass({ timeout: 30_000 });
}

test("shows requests since the page loaded before a rotation is finished", async ({ page }) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await rotateThroughApi(page, key.id);
  await page.reload();
  const dialog = page.getByRole("alertdialog");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await expect(dialog.getByText("Safe to finish")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);

  await sendRequest(page, key);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await expect(
    dialog.getByText(/The previous secret is still in use: 1 request since the rotation/),
  ).toBeVisible();
  await expect(dialog.getByText("Safe to finish")).toHaveCount(0);
});

test("doesn't say that it is safe to finish if the key can't be loaded", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  await rotateThroughApi(page, id);
  await page.reload();
  await page.route(`**/v1/api/keys/${id}`, (route) => route.abort());
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("Couldn't check whether the previous secret is still in use")).toBeVisible();
  await expect(dialog.getByText("Safe to finish")).toHaveCount(0);
});

test("checks again whether the previous secret is in use when the user returns to a key's page", async ({
  page,
}) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await rotateThroughApi(page, key.id);
  await page.goto(teamPath(page, `settings/api-keys/${key.id}`));
  await expect(page.getByText("Safe to finish")).toBeVisible();
  await sendRequest(page, key);
  const returnToTab = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.clock.setFixedTime(Date.now() + 60_000);
  await returnToTab();
  await expect(page.getByText("The previous secret is still in use: 1 request")).toBeVisible();
  await expect(page.getByText("Safe to finish")).toHaveCount(0);

  let reads = 0;
  page.on("request", (request) => {
    if (request.url().endsWith(`/v1/api/keys/${key.id}`)) reads += 1;
  });
  await returnToTab();
  await page.waitForLoadState("networkidle");
  expect(reads, "not twice within 30 seconds").toBe(0);
});

test("requires the name to delete a key that was used after the page loaded", async ({ page }) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await page.reload();
  await sendRequest(page, key);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByLabel(/Type the key's name/)).toBeVisible();
  await expect(dialog.getByText("1 request in the last 24 hours")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete key" }).click();
  await expect(dialog.getByText("This doesn't match the key's name")).toBeVisible();
  await expect(dialog.getByLabel(/Type the key's name/)).toBeFocused();
  await dialog.getByLabel(/Type the key's name/).fill("Billing");
  await dialog.getByRole("button", { name: "Delete key" }).click();
  await expect(page.getByText("Billing was deleted")).toBeVisible();
});

test("blocks deletion while the key is checked, and requires its name if the check fails", async ({
  page,
}) => {
  await createAccount(page);
  const { id } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(`**/v1/api/keys/${id}`, async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    await answered;
    await route.abort();
  });
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("Checking recent requests…")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete key" })).toBeDisabled();
  await dialog.getByLabel("Reason").press("Enter");
  answer();
  await expect(dialog.getByLabel(/Type the key's name/)).toBeVisible();
});

test("shows a failure that arrives after its dialog was closed", async ({ page }) => {
  await createAccount(page);
  const { id } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  let fail: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  await page.route(`**/v1/api/keys/${id}`, async (route) => {
    if (route.request().method() !== "DELETE") return route.continue();
    await closed;
    await route.abort();
  });
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Delete key" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  fail();
  await expect(page.getByText("“Delete key” failed")).toBeVisible();
});

test("requires the count to delete several keys if one was used after the page loaded", async ({ page }) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Nightly" });
  await page.reload();
  await sendRequest(page, key);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("1 of these keys was used in the last 24 hours")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(dialog.getByText("Type 2, the number of keys")).toBeVisible();
  await dialog.getByLabel(/Type 2/).fill("2");
  await dialog.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(page.getByText("2 keys deleted")).toBeVisible();
});
