import { expectNoFindings } from "./accessibility/axe.ts";
import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, inviteViewer, signUp, teamPath } from "./people.ts";

test("guides to the first request, then shows usage, what needs attention and recent activity", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const path = teamPath(page, "");
  await page.goto(path);
  const start = page.getByRole("region", { name: "Get your first request through" });
  await expect(start.getByRole("listitem").filter({ hasText: "To do:" })).toHaveCount(4);
  await expect(page.getByRole("region", { name: "Recent activity" })).toContainText(
    "Ada Lovelace created the team",
  );

  const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const { secret } = await createKey(page, { name: "Nightly export", expiresAt: soon });
  await page.reload();
  await expect(start.getByRole("listitem").filter({ hasText: "Done:" })).toHaveCount(1);
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention.getByRole("link", { name: "Nightly export" })).toBeVisible();
  const activity = page.getByRole("region", { name: "Recent activity" });
  await expect(activity).toContainText("Ada Lovelace generated the key Nightly export");

  await expect(activity.getByRole("link", { name: "Nightly export" })).toBeVisible();
  await expect(page.getByText("Waiting for the first request…")).toBeVisible();
  await expectNoFindings(page, "first steps");
  expect(await getStatusWith(page, secret)).toBe(200);
  // Usage is saved every few seconds, and the page reloads its data by itself.
  await expect(page.getByRole("region", { name: "Requests over time" })).toBeVisible({ timeout: 60_000 });
  await expect(start).toHaveCount(0);
  await expect(page.getByText("Invite a colleague.")).toBeVisible();

  const viewer = await inviteViewer(page, browser);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  await expect(page.getByText("Invite a colleague.")).toHaveCount(0);
  await viewer.goto(path);
  await expect(viewer.getByText("Only admins and owners can see recent activity.")).toBeVisible();
  await viewer.context().close();
});
