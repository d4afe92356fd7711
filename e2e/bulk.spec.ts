import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, signUp } from "./people.ts";

test.use({ expectedConsoleErrors: [/409 \(Conflict\)/] });

test("several keys are disabled and deleted together, and one that is refused stops no other", async ({
  page,
}) => {
  await signUp(page);
  const [billing, nightly, mirror] = [
    await createKey(page, { name: "Billing" }),
    await createKey(page, { name: "Nightly" }),
    await createKey(page, { name: "Mirror" }),
  ];
  await page.reload();
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).click();
  const bar = page.getByRole("region", { name: "Selected keys" });
  await expect(bar.getByText("3 selected")).toBeVisible();
  // Meanwhile, in another tab.
  const origin = new URL(page.url()).origin;
  const gone = await page.request.delete(`/v1/api/keys/${mirror.id}`, { headers: { origin }, data: {} });
  expect(gone.status()).toBe(200);
  await bar.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("2 of 3 disabled; 1 refused")).toBeVisible();
  await expect(page.getByText(/Mirror: /)).toBeVisible();
  expect(await getStatusWith(page, billing.secret)).toBe(401);
  expect(await getStatusWith(page, nightly.secret)).toBe(401);

  await page.getByRole("checkbox", { name: "Select Billing" }).check();
  await page.getByRole("checkbox", { name: "Select Nightly" }).check();
  await bar.getByRole("button", { name: "Delete…" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question.getByText("Delete 2 keys?")).toBeVisible();
  await question.getByRole("button", { name: "Delete 2 keys" }).click();
  await expect(page.getByText("2 keys deleted")).toBeVisible();
  await expect(page.getByText("No usable keys")).toBeVisible();
});

test("a row is chosen, opened and left by keyboard", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Older" });
  await createKey(page, { name: "Newer" });
  await page.reload();
  await expect(page.getByRole("button", { name: "Actions for Older" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "Newer" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("link", { name: "Older" })).toBeFocused();
  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox", { name: "Select Older" })).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("checkbox", { name: "Select Older" })).not.toBeChecked();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("link", { name: "Older" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Older", level: 1 })).toBeVisible();
});
