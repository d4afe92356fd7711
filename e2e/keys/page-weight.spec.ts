import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";

/** The limits that ADR 0013 sets. */
const maxBytes = 150_000;
const maxBytesWithChart = 180_000;

/** Opens the URL in a new page with an empty cache, and adds up the size of its scripts. */
async function weighScripts(page: Page, address: string, isShown: (fresh: Page) => Promise<void>) {
  const fresh = await page.context().newPage();
  // What is loaded once the page is idle, for later, is not part of the page.
  await fresh.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  const scripts = new Map<string, number>();
  fresh.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.set(response.url(), gzipSync(await response.body(), { level: 9 }).length);
  });
  await fresh.goto(address);
  await isShown(fresh);
  await fresh.waitForLoadState("networkidle");
  const total = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
  test.info().annotations.push({ type: "gzipped bytes", description: String(total) });
  expect(scripts.size, "the page loads scripts").toBeGreaterThan(0);
  const largest = [...scripts].sort(([, a], [, b]) => b - a).map(([url, bytes]) => `${bytes} ${url}`);
  return { total, largest: largest.join("\n") };
}

test("the API Keys page loads at most 150 kB of gzipped JavaScript", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  const { total, largest } = await weighScripts(page, page.url(), (fresh) =>
    expect(fresh.getByRole("button", { name: "Actions for Billing" })).toBeVisible(),
  );
  expect(total, largest).toBeLessThanOrEqual(maxBytes);
});

test("pages with charts load at most 180 kB of gzipped JavaScript", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const usage = await weighScripts(page, teamPath(page, `settings/api-keys/${id}?tab=usage`), (fresh) =>
    expect(fresh.getByRole("slider")).toBeVisible(),
  );
  expect(usage.total, usage.largest).toBeLessThanOrEqual(maxBytesWithChart);
  const overview = await weighScripts(page, teamPath(page, ""), (fresh) =>
    expect(fresh.getByRole("region", { name: "Recent activity" })).toBeVisible(),
  );
  expect(overview.total, overview.largest).toBeLessThanOrEqual(maxBytesWithChart);
});
