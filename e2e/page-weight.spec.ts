import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createKey, signUp, teamPath } from "./people.ts";

/** React's and Next's own take 141 kB of each, so ours may be 27 (ADR 0013). */
const mostBytes = 150_000;

/** Opens the address in a page of its own, where nothing of another is in the cache, and adds up its scripts. */
async function weighScripts(page: Page, address: string, isShown: (fresh: Page) => Promise<void>) {
  const fresh = await page.context().newPage();
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
  expect(scripts.size, "the page runs scripts at all").toBeGreaterThan(0);
  const largest = [...scripts].sort(([, a], [, b]) => b - a).map(([url, bytes]) => `${bytes} ${url}`);
  return { total, largest: largest.join("\n") };
}

test("the API Keys page needs at most 150 kB of JavaScript, gzipped", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  const { total, largest } = await weighScripts(page, page.url(), (fresh) =>
    expect(fresh.getByRole("button", { name: "Actions for Billing" })).toBeVisible(),
  );
  expect(total, largest).toBeLessThanOrEqual(mostBytes);
});

test("a key's page needs at most 150 kB of JavaScript, gzipped", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const { total, largest } = await weighScripts(page, teamPath(page, `settings/api-keys/${id}`), (fresh) =>
    expect(fresh.getByText("generated the key")).toBeVisible(),
  );
  expect(total, largest).toBeLessThanOrEqual(mostBytes);
});
