import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, inviteViewer, signUp, teamPath } from "./people.ts";

test("completes the first steps, hides them once all are done, and lists recent activity", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const path = teamPath(page, "");
  await page.goto(path);
  const start = page.getByRole("region", { name: "Get started" });
  await expect(start.getByRole("listitem").filter({ hasText: "To do:" })).toHaveCount(3);

  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const { secret } = await createKey(page, { name: "Nightly export", expiresAt: soon });
  await page.reload();
  await expect(start.getByRole("listitem").filter({ hasText: "Done:" })).toHaveCount(1);
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention.getByRole("link", { name: "Nightly export" })).toBeVisible();
  const activity = page.getByRole("region", { name: "Recent activity" });
  await expect(activity).toContainText("Ada Lovelace generated the key Nightly export");

  expect(await getStatusWith(page, secret)).toBe(200);
  // Usage is written every few seconds.
  await expect(async () => {
    await page.reload();
    await expect(start.getByRole("listitem").filter({ hasText: "Done:" })).toHaveCount(2, { timeout: 500 });
  }).toPass({ timeout: 30_000 });

  const viewer = await inviteViewer(page, browser);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  await expect(start).toHaveCount(0);
  await viewer.goto(path);
  await expect(viewer.getByText("Only admins and owners can see recent activity.")).toBeVisible();
  await viewer.context().close();
});
