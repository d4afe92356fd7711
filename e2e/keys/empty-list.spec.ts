import { expect, test } from "#e2e/fixtures.ts";
import { createKey, inviteViewer, signUp, teamPath } from "#e2e/people.ts";

test("shows the first page after all keys of the last page are deleted", async ({ page }) => {
  await signUp(page);
  for (let number = 1; number <= 52; number++) await createKey(page, { name: `Key ${number}` });
  await page.reload();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByRole("link", { name: "Previous" })).toBeVisible();
  await expect(page.getByText("51–52 of 52")).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).check();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await bar.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(page.getByText("2 keys deleted")).toBeVisible();
  await expect(page.getByRole("link", { name: "Key 52", exact: true })).toBeVisible();
  await expect(page.getByText("No active keys")).toBeHidden();
  await expect(page.getByRole("navigation", { name: "Pages" }), "this is the first page").toBeHidden();
});

test('shows a viewer "No API keys yet" only if the team never had a key', async ({ page, browser }) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  const list = teamPath(page, "settings/api-keys");
  await viewer.goto(list);
  await expect(viewer.getByText("No API keys yet")).toBeVisible();
  const { id } = await createKey(page, { name: "Billing" });
  const { origin } = new URL(page.url());
  await page.request.delete(`/v1/api/keys/${id}`, { headers: { origin }, data: {} });
  await viewer.goto(list);
  await expect(viewer.getByText("No active keys")).toBeVisible();
  await expect(viewer.getByText("No API keys yet")).toBeHidden();
});
