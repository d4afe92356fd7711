import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { inviteViewer, signUp } from "#e2e/people.ts";

// The browser's messages for a key without a choice, and for a request of a session that has ended.
test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

test("a person deletes their account after they see what happens to their teams and keys", async ({
  page,
  browser,
}) => {
  const { email } = await signUp(page);
  const team = /\/t\/([^/]+)/.exec(page.url())?.[1] ?? "";
  const colleague = await inviteViewer(page, browser);
  await page.goto("/account");
  const open = page.getByRole("button", { name: "Delete account" });
  await open.click();
  const dialog = page.getByRole("alertdialog", { name: "Delete your account?" });
  await expect(dialog.getByText("You are the only owner", { exact: true })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete account" })).toBeDisabled();
  await expectNoFindings(page, "delete account, blocked");
  await dialog.getByRole("link", { name: "Change roles" }).click();
  await expect(page).toHaveURL(new RegExp(`/t/${team}/settings/members$`));

  const { teamId, userId } = await colleague.request
    .get("/v1/api/me")
    .then((response) => response.json())
    .then((me) => ({ teamId: me.teamId, userId: me.id }));
  const { data: members } = await (await page.request.get(`/v1/api/teams/${teamId}/members`)).json();
  const grace = members.find((member: { userId: string }) => member.userId === userId);
  const { origin } = new URL(page.url());
  const promoted = await page.request.patch(`/v1/api/teams/${teamId}/members/${grace.id}`, {
    headers: { origin },
    data: { role: "owner" },
  });
  expect(promoted.status()).toBe(200);
  const created = await page.request.post("/v1/api/keys", {
    headers: { origin },
    data: { name: "Billing", environment: "development" },
  });
  const { secret } = await created.json();

  await page.goto("/account");
  await open.click();
  await expect(dialog.getByText("You leave this team")).toBeVisible();
  await expect(dialog.getByText("Billing")).toBeVisible();
  await dialog.getByLabel(/^To confirm/).fill("someone@example.com");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(dialog.getByText("Choose what happens to your keys")).toBeVisible();
  await expect(dialog.getByText("This isn't your email address")).toBeVisible();
  await expectNoFindings(page, "delete account");
  await dialog.getByRole("radio", { name: "Transfer to the team" }).check();
  await dialog.getByLabel(/^To confirm/).fill(email);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByText("Your account was deleted.")).toBeVisible();

  const me = await page.request.get("/v1/api/me", { headers: { authorization: `Bearer ${secret}` } });
  expect(await me.json()).toMatchObject({ type: "apiKey", owner: { type: "team" } });
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
  await colleague.goto(`/t/${team}/settings/audit-log`);
  // Not the option of the filter, which has the same name.
  const shown = colleague.getByText("Deleted user", { exact: true }).and(colleague.locator(":visible"));
  await expect(shown.first()).toBeVisible();
});

test("no app has access to an account", async ({ page }) => {
  await signUp(page);
  await page.goto("/account/apps");
  await expect(page.getByRole("heading", { name: "No app has access" })).toBeVisible();
  await expectNoFindings(page, "authorized apps");
});
