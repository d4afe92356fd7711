import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp, teamPath } from "#e2e/people.ts";
import { holdRequests, viewRequests } from "./hold-requests.ts";

const scriptRequests = /\/_next\/static\/.*\.js/;

test("disables buttons until the page's script has loaded", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  for (const [path, names] of [
    ["settings/api-keys", ["Generate New Key", "Actions for Billing", "Sign out"]],
    [`settings/api-keys/${id}`, ["Edit", "Rotate…", "Sign out"]],
  ] as const) {
    const { release } = await holdRequests(page, scriptRequests);
    await page.goto(teamPath(page, path), { waitUntil: "commit" });
    const buttons = names.map((name) => page.getByRole("button", { name }).first());
    for (const button of buttons) await expect(button).toBeDisabled();
    release();
    for (const button of buttons) await expect(button).toBeEnabled();
    await page.unrouteAll({ behavior: "wait" });
  }
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

/** As on a busy machine with an animation on the page. */
async function neverBeIdle(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.requestIdleCallback = (callback, { timeout } = {}) => {
      const end = () => callback({ didTimeout: true, timeRemaining: () => 0 });
      return timeout === undefined ? 0 : Number(setTimeout(end, timeout));
    };
  });
}

test("shows a progress bar while a page loads, and follows a link if the page is never idle", async ({
  page,
}) => {
  await neverBeIdle(page);
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  await page.goto(teamPath(page, "settings/api-keys"));
  const progress = page.getByRole("progressbar", { name: "Loading" });
  for (const [link, address] of [
    ["Name", /sort=/],
    ["Billing", new RegExp(`/${id}$`)],
    ["Members", /\/settings\/members$/],
  ] as const) {
    const { release } = await holdRequests(page, viewRequests);
    await page.getByRole("link", { name: link, exact: true }).click();
    await expect(progress).toBeVisible();
    release();
    await expect(page).toHaveURL(address);
    await expect(progress).toHaveCount(0);
    await page.unrouteAll({ behavior: "wait" });
  }
});
