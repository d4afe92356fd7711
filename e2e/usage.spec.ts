import type { Page } from "@playwright/test";
import { expectNoFindings } from "./accessibility/axe.ts";
import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, signUp, teamPath } from "./people.ts";

/** Reloads until the requests are saved, which happens every few seconds. */
async function waitForRequests(page: Page, path: string, count: string): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(page.getByRole("slider")).toHaveAttribute("aria-valuetext", new RegExp(`Total ${count}`), {
      timeout: 1_000,
    });
  }).toPass({ timeout: 60_000 });
}

test("answers from the overview and from a key how many requests there were, since when, from where, and why they were rejected", async ({
  page,
}) => {
  await signUp(page);
  const good = await createKey(page, { name: "Billing" });
  const bad = await createKey(page, { name: "Partner", allowedIps: ["203.0.113.0/24"] });
  expect(await getStatusWith(page, good.secret)).toBe(200);
  expect(await getStatusWith(page, good.secret)).toBe(200);
  const verified = await page.request.post("/v1/api/keys/verify", {
    headers: { origin: new URL(page.url()).origin },
    data: { key: bad.secret, ip: "198.51.100.7" },
  });
  expect(await verified.json()).toMatchObject({ code: "IP_NOT_ALLOWED" });

  const path = teamPath(page, "");
  await waitForRequests(page, path, "3");
  const reasons = page.getByRole("table", { name: "Top reasons for rejection" });
  await expect(reasons.getByRole("row", { name: /IP address not allowed/ })).toContainText("1 key");
  await expect(page.getByRole("table", { name: "By environment" })).toContainText("Development");
  await expect(page.getByText("No requests in the 30 days before").first()).toBeVisible();
  await expectNoFindings(page, "overview");

  // Why: one click on the reason's keys.
  await reasons.getByRole("link", { name: "1 key" }).click();
  const keys = page.getByRole("region", { name: "Keys with: IP address not allowed" });
  await expect(keys.getByRole("row")).toHaveCount(2);
  // From where, and since when: one click on the key.
  await keys.getByRole("link", { name: "Partner" }).click();
  await expect(page).toHaveURL(/tab=usage/);
  await expect(page.getByRole("table", { name: "By outcome" })).toContainText("IP address not allowed");
  await expect(page.getByRole("table", { name: "By address" })).toContainText("198.51.100.7");
  await expect(page.getByRole("table", { name: "By service" })).toContainText("Ada Lovelace");
  await expect(page.getByText(/^1 request since/)).toBeVisible();
  await expectNoFindings(page, "a key's usage");

  await page.goto(teamPath(page, `settings/api-keys/${good.id}`));
  await page.getByRole("link", { name: "Usage" }).click();
  await expect(page.getByText(/^2 requests since/)).toBeVisible();
  await expect(page.getByRole("table", { name: "By secret" })).toContainText("Current");
  await expect(page.getByRole("table", { name: "By service" })).toContainText("Console API");
});

test("reads a chart with the keyboard and as a table, in the period of the URL", async ({ page }) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing" });
  expect(await getStatusWith(page, secret)).toBe(200);
  const path = teamPath(page, `settings/api-keys/${id}?tab=usage`);
  await waitForRequests(page, path, "1");
  const chart = page.getByRole("slider", { name: "Requests by outcome" });
  await chart.focus();
  await page.keyboard.press("Home");
  await expect(chart).toHaveAttribute("aria-valuetext", /Total 0, Accepted 0/);
  await expect(chart).toHaveAttribute("aria-valuenow", "0");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await expect(chart).toHaveAttribute("aria-valuenow", "28");

  const periods = page.getByRole("navigation", { name: "Period" });
  await periods.getByRole("link", { name: "24 hours" }).click();
  await expect(page).toHaveURL(/range=24h/);
  await expect(chart).toHaveAttribute("aria-valuemax", "23");
  await page.reload();
  await expect(periods.getByRole("link", { name: "24 hours" })).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Show as table" }).click();
  const table = page.getByRole("table", { name: "Requests by outcome" });
  await expect(table.getByRole("row")).toHaveCount(25);
  await expect(table.getByRole("columnheader", { name: "Hour (UTC)" })).toBeVisible();
  await expectNoFindings(page, "a chart as a table");
  await page.getByRole("button", { name: "Show as chart" }).click();
  await expect(chart).toBeVisible();
});

test("offers no test for a deleted key", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const path = teamPath(page, `settings/api-keys/${id}`);
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Test this key" })).toBeVisible();
  const { origin } = new URL(page.url());
  await page.request.delete(`/v1/api/keys/${id}`, { headers: { origin }, data: {} });
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "Details" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Test this key" })).toHaveCount(0);
});
