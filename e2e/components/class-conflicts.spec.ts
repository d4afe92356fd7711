import type { Page } from "@playwright/test";
import { twMerge } from "tailwind-merge";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, openKeyMenu, openKeys, teamPath } from "#e2e/people.ts";

/** Class lists in which two utilities set the same property under the same condition, so that one has no effect. */
async function listConflicts(page: Page): Promise<string[]> {
  const lists = await page.evaluate(() =>
    [...document.querySelectorAll("[class]")].map((element) => element.getAttribute("class") ?? ""),
  );
  return [...new Set(lists.map((list) => list.trim().replaceAll(/\s+/g, " ")))].filter(
    (list) => twMerge(list) !== list,
  );
}

test("no element has two classes that set the same property", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "Billing" });
  await openKeys(page);
  await openKeyMenu(page, "Billing");
  expect(await listConflicts(page), "a key's menu").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Select Billing" }).check();
  expect(await listConflicts(page), "a selected row").toEqual([]);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  await page.getByText("More options").click();
  expect(await listConflicts(page), "the form for a new key").toEqual([]);
  await page.keyboard.press("Escape");
  for (const path of ["", "health-data", "ai-workers"]) {
    await page.goto(teamPath(page, path));
    expect(await listConflicts(page), path).toEqual([]);
  }
  for (const path of ["members", "environments", "permissions", "audit-log", "team"]) {
    await page.goto(teamPath(page, `settings/${path}`));
    expect(await listConflicts(page), path).toEqual([]);
  }
  await page.goto(teamPath(page, "settings/api-keys"));
  await page.getByRole("link", { name: "Billing" }).click();
  await expect(page.getByRole("heading", { name: "Permissions in effect" })).toBeVisible();
  expect(await listConflicts(page), "a key's page").toEqual([]);
  for (const path of ["/docs", "/docs/api", "/docs/api/keys", "/docs/operations"]) {
    await page.goto(path);
    expect(await listConflicts(page), path).toEqual([]);
  }
});
