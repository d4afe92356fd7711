import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";

/** Follows a count, and checks that the list says the same number. */
async function followCount(page: Page, path: string, row: RegExp, count: number): Promise<void> {
  await page.goto(teamPath(page, path));
  await page
    .getByRole("row", { name: row })
    .getByRole("link", { name: /current key/ })
    .click();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  await expect(page.getByText(`1–${count} of ${count}`)).toBeVisible();
}

test("counts of permissions, environments and members lead to the keys they count", async ({ page }) => {
  await signUp(page);
  const origin = new URL(page.url()).origin;
  await createKey(page, { name: "Reader", permissions: ["workers:read"] });
  await createKey(page, { name: "Full" });
  const disabled = await createKey(page, { name: "Disabled", permissions: ["workers:read", "keys:read"] });
  const deleted = await createKey(page, { name: "Deleted", permissions: ["workers:read"] });
  await createKey(page, { name: "Live", permissions: ["workers:read"], environment: "production" });
  await page.request.post(`/v1/api/keys/${disabled.id}/disable`, { headers: { origin } });
  await page.request.delete(`/v1/api/keys/${deleted.id}`, { headers: { origin }, data: {} });

  await followCount(page, "settings/permissions", /^workers:read/, 3);
  await expect(page).toHaveURL(/permission=workers%3Aread/);
  const permission = page.getByRole("combobox", { name: "Permission" });
  await expect(permission).toHaveValue("workers:read");
  await expect(page.getByRole("link", { name: "Full", exact: true })).toHaveCount(0);
  await expectNoFindings(page, "keys with a permission");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  const file = await download.createReadStream().then(async (stream) => {
    let text = "";
    for await (const part of stream) text += String(part);
    return text;
  });
  expect(file.trimEnd().split("\r\n")).toHaveLength(4);
  await permission.selectOption("keys:read");
  await expect(page.getByText("1–1 of 1")).toBeVisible();

  await followCount(page, "settings/environments", /^Development/, 3);
  await followCount(page, "settings/environments", /^Production/, 1);
  await followCount(page, "settings/members", /Ada Lovelace/, 4);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the permission filter is among the others", async ({ page }) => {
    await signUp(page);
    await createKey(page, { name: "Reader", permissions: ["workers:read"] });
    await page.goto(teamPath(page, "settings/api-keys?permission=workers:read"));
    await page.getByRole("button", { name: "Filters", exact: true }).click();
    await expect(page.getByRole("combobox", { name: "Permission" })).toHaveValue("workers:read");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page).not.toHaveURL(/permission/);
    await expectNoFindings(page, "filters on a phone");
  });
});
