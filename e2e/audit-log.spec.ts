import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";

const events = (page: Page) => page.getByRole("list", { name: "Events, newest first" });

async function openLog(page: Page) {
  await page.goto(teamPath(page, "settings/audit-log"));
  await expect(page.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();
  // Enabled once the page's code runs.
  await expect(page.getByRole("button", { name: "Check integrity" })).toBeEnabled();
}

test("searches and filters the log as soon as something changes, and shows the values in words", async ({
  page,
}) => {
  await signUp(page);
  await createKey(page, {
    name: "Billing",
    environment: "production",
    allowedIps: ["192.0.2.0/24"],
    permissions: ["keys:read"],
  });
  await createKey(page, { name: "100% of reports" });
  await openLog(page);
  await expect(events(page)).toContainText("Ada Lovelace created the team");
  const search = page.getByRole("searchbox", { name: "Search the audit log" });
  await search.fill("billing generated");
  await expect(page).toHaveURL(/q=billing\+generated/);
  await expect(events(page).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByText("Every event within these filters was searched.")).toBeVisible();
  await page.locator("summary").click();
  const changes = page.getByRole("table", { name: "Changes" });
  await expect(changes.getByRole("row", { name: /^Allowed IP addresses/ })).toContainText("192.0.2.0/24");
  await expect(changes.getByRole("row", { name: /^Environment/ })).toContainText("Production");
  await expect(changes.getByRole("row", { name: /^Owner/ })).toContainText("Ada Lovelace");
  await expect(changes.getByRole("row", { name: /^Rate limit/ })).toContainText("Default");

  await search.fill("100%");
  await expect(events(page).getByRole("listitem")).toHaveCount(1);
  await expect(events(page)).toContainText("100% of reports");
  await page.getByRole("combobox", { name: "Date" }).selectOption({ label: "Last 7 days" });
  await expect(page).toHaveURL(/range=7d/);
  await expect(events(page)).toContainText("100% of reports");
  await page.getByRole("combobox", { name: "Type" }).selectOption({ label: "Members" });
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(events(page)).toContainText("Ada Lovelace created the team");
  await expect(search).toHaveValue("");

  await page.getByRole("combobox", { name: "Date" }).selectOption({ label: "Custom" });
  await page.getByLabel("To").fill("2020-01-01");
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await expect(page).toHaveURL(/to=2020-01-01/);
  await page.goBack();
  await expect(page).not.toHaveURL(/audit-log/);
});

test("keeps a secret out of the URL", async ({ page }) => {
  await signUp(page);
  const { secret } = await createKey(page, { name: "Billing" });
  await openLog(page);
  const before = page.url();
  await page.getByRole("searchbox", { name: "Search the audit log" }).fill(secret);
  await expect(page.getByText(/^This looks like a secret/)).toBeVisible();
  await page.getByRole("combobox", { name: "Date" }).selectOption({ label: "Today" });
  await expect(page).toHaveURL(/range=today/);
  expect(page.url()).not.toContain(secret.slice(0, 12));
  expect(page.url()).toContain(before);
});

test("filters without scripts", async ({ page, browser }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, storageState });
  const plain = await context.newPage();
  await plain.goto(new URL(teamPath(page, "settings/audit-log"), page.url()).href);
  await plain.getByRole("searchbox", { name: "Search the audit log" }).fill("billing");
  await plain.getByRole("button", { name: "Apply filters" }).click();
  await expect(plain).toHaveURL(/q=billing/);
  await expect(events(plain).getByRole("listitem")).toHaveCount(1);
  await context.close();
});
