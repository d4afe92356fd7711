import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import {
  createAccount,
  createKey,
  getStatusWith,
  openKeyMenu,
  openKeys,
  signUp,
  teamPath,
} from "./people.ts";

// The browser's own line for a call that these tests do not let through.
test.use({ expectedConsoleErrors: [/ERR_FAILED/] });

async function rotateByCall(page: Page, id: string): Promise<void> {
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, {
    headers: { origin: new URL(page.url()).origin },
    data: { gracePeriodSeconds: 3600 },
  });
  expect(rotated.status()).toBe(200);
}

/** A call, and the wait until the console has written down that it was made. */
async function callLate(page: Page, { id, secret }: { id: string; secret: string }): Promise<void> {
  const startedAt = new Date().toISOString();
  expect(await getStatusWith(page, secret)).toBe(200);
  await expect(async () => {
    const { secrets } = await (await page.request.get(`/v1/api/keys/${id}`)).json();
    const uses = secrets.map(({ lastUsedAt }: { lastUsedAt: string | null }) => lastUsedAt ?? "");
    expect(uses.sort().at(-1) >= startedAt).toBe(true);
  }).toPass({ timeout: 30_000 });
}

test("Finish rotation says of calls that were made after the page was loaded", async ({ page }) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await rotateByCall(page, key.id);
  await page.reload();
  const dialog = page.getByRole("alertdialog");
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await expect(dialog.getByText("Safe to finish")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);

  await callLate(page, key);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  await expect(dialog.getByText(/The old secret is still used: 1 call since the rotation/)).toBeVisible();
  await expect(dialog.getByText("Safe to finish")).toHaveCount(0);
});

test("a key that cannot be looked up is not called safe to finish", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  await rotateByCall(page, id);
  await page.reload();
  await page.route(`**/v1/api/keys/${id}`, (route) => route.abort());
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Finish rotation" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(
    dialog.getByText("It could not be looked up whether the old secret is still used"),
  ).toBeVisible();
  await expect(dialog.getByText("Safe to finish")).toHaveCount(0);
});

test("a key's own page asks anew whether the old secret is used when somebody comes back to it", async ({
  page,
}) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await rotateByCall(page, key.id);
  await page.goto(teamPath(page, `settings/api-keys/${key.id}`));
  await expect(page.getByText("Safe to finish")).toBeVisible();
  await callLate(page, key);
  const comeBack = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.clock.setFixedTime(Date.now() + 60_000);
  await comeBack();
  await expect(page.getByText("The old secret is still used: 1 call")).toBeVisible();
  await expect(page.getByText("Safe to finish")).toHaveCount(0);

  let reads = 0;
  page.on("request", (request) => {
    if (request.url().endsWith(`/v1/api/keys/${key.id}`)) reads += 1;
  });
  await comeBack();
  await page.waitForLoadState("networkidle");
  expect(reads, "not twice within half a minute").toBe(0);
});

test("deleting wants the name of a key that was called after the page was loaded", async ({ page }) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await page.reload();
  await callLate(page, key);
  await openKeyMenu(page, "Billing");
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByLabel(/Type the key's name/)).toBeVisible();
  await expect(dialog.getByText("1 call in the last 24 hours")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete key" }).click();
  await expect(dialog.getByText("This is not the key's name")).toBeVisible();
  await dialog.getByLabel(/Type the key's name/).fill("Billing");
  await dialog.getByRole("button", { name: "Delete key" }).click();
  await expect(page.getByText("Billing was deleted")).toBeVisible();
});

test("while a key is looked up it cannot be deleted, and its name is wanted when that fails", async ({
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
  await expect(dialog.getByText("Looking up its calls…")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete key" })).toBeDisabled();
  await dialog.getByLabel("Reason").press("Enter");
  answer();
  await expect(dialog.getByLabel(/Type the key's name/)).toBeVisible();
});

test("deleting several wants their number when one was called after the page was loaded", async ({
  page,
}) => {
  await signUp(page);
  const key = await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Nightly" });
  await page.reload();
  await callLate(page, key);
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).click();
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByText("1 of them was used in the last day")).toBeVisible();
  await dialog.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(dialog.getByText("Type 2, the number of keys")).toBeVisible();
  await dialog.getByLabel(/Type 2/).fill("2");
  await dialog.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(page.getByText("2 keys deleted")).toBeVisible();
});
