import { gzipSync } from "node:zlib";
import { expect, test } from "./fixtures.ts";
import { createKey, signUp } from "./people.ts";

/** React's and Next's own take 143 kB of it; what is ours has to stay small beside that. */
const mostBytes = 190_000;

test("the API Keys page needs at most 190 kB of JavaScript, gzipped", async ({ page, context }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  const address = page.url();
  // A page of its own: nothing of another is in its cache.
  const fresh = await context.newPage();
  const scripts = new Map<string, number>();
  fresh.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.set(response.url(), gzipSync(await response.body(), { level: 9 }).length);
  });
  await fresh.goto(address);
  await expect(fresh.getByRole("button", { name: "Actions for Billing" })).toBeVisible();
  await fresh.waitForLoadState("networkidle");
  const total = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
  const largest = [...scripts].sort(([, a], [, b]) => b - a).map(([url, bytes]) => `${bytes} ${url}`);
  test.info().annotations.push({ type: "gzipped bytes", description: String(total) });
  expect(scripts.size, "the page runs scripts at all").toBeGreaterThan(0);
  expect(total, largest.join("\n")).toBeLessThanOrEqual(mostBytes);
});
