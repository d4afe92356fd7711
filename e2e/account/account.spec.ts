import type { Browser, Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { password, signUp } from "#e2e/people.ts";
import { sendAdminCommand } from "#e2e/support/admin/send-admin-command.ts";

const newPassword = "thistle river stone";

// The browser's messages for a rejected form, and for a request of a session that has ended.
test.use({ expectedConsoleErrors: [/400 \(Bad Request\)|401 \(Unauthorized\)/] });

async function signIn(page: Page, email: string, secret: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/t\//);
}

/** The same person in another browser. */
async function signInElsewhere(browser: Browser, email: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
  const page = await context.newPage();
  await signIn(page, email, password);
  return page;
}

async function openAccount(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

test("a person changes their name, from the menu at their avatar", async ({ page }) => {
  const { email } = await signUp(page);
  await openAccount(page, "Account");
  await expect(page).toHaveURL(/\/account$/);
  const profile = page.getByRole("region", { name: "Profile" });
  await expect(profile.getByText(email)).toBeVisible();
  await expectNoFindings(page, "profile");
  await profile.getByLabel("Name").fill("Ada King");
  await profile.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Your name was changed.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Account: Ada King/ })).toBeVisible();
  await profile.getByLabel("Name").fill(" ");
  await profile.getByRole("button", { name: "Save changes" }).click();
  await expect(profile.getByText("Must not be empty")).toBeVisible();
});

test("a new password signs the person out everywhere else and keeps them here", async ({ page, browser }) => {
  const { email } = await signUp(page);
  const other = await signInElsewhere(browser, email);
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Change password" }).click();
  const dialog = page.getByRole("dialog", { name: "Change password" });
  await expectNoFindings(page, "change password");
  await dialog.getByLabel("Current password", { exact: true }).fill("not my password");
  await dialog.getByLabel("New password", { exact: true }).fill(newPassword);
  await dialog.getByRole("button", { name: "Change password" }).click();
  await expect(dialog.getByText("This is not your current password")).toBeVisible();
  await expect(dialog.getByLabel("Current password", { exact: true })).toBeFocused();
  await dialog.getByLabel("Current password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("one other session was ended")).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await page.reload();
  await expect(page.getByText(/^Changed on /)).toBeVisible();
  await other.goto("/account");
  await expect(other).toHaveURL(/\/sign-in\?callbackUrl=%2Faccount$/);
  await signIn(other, email, newPassword);
  await other.context().close();
});

test("a person ends one session, and then all others (ASVS 7.5.2)", async ({ page, browser }) => {
  const { email } = await signUp(page);
  const others = [await signInElsewhere(browser, email), await signInElsewhere(browser, email)];
  await page.goto("/account/sessions");
  const sessions = page.getByRole("region", { name: "Sessions" });
  const rows = sessions.getByRole("listitem");
  // The account's own request signed in before the browser did.
  await expect(rows.filter({ hasText: "This session" })).toHaveCount(1);
  await expectNoFindings(page, "sessions");
  const before = await rows.count();
  expect(before).toBeGreaterThanOrEqual(3);
  await sessions
    .getByRole("button", { name: /^End session on / })
    .first()
    .click();
  await expect(rows).toHaveCount(before - 1);
  await sessions.getByRole("button", { name: "End all others" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End all others" }).click();
  await expect(rows).toHaveCount(1);
  for (const other of others) {
    await other.goto("/account");
    await expect(other).toHaveURL(/\/sign-in/);
    await other.context().close();
  }
});

test("the operator's link gives a person who forgot their password a new one, once", async ({ page }) => {
  const { email } = await signUp(page);
  await page.goto("/account/appearance");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByText("npm run admin -- reset-password")).toBeVisible();
  await expectNoFindings(page, "forgotten password");
  const answer = await sendAdminCommand(process.env.E2E_DATA_DIR ?? "", "reset-password", email);
  expect(answer?.exitCode).toBe(0);
  const { pathname } = new URL(answer?.lines[0] ?? "");
  await page.goto(pathname);
  await expectNoFindings(page, "new password");
  await page.getByLabel("New password", { exact: true }).fill("uvuvuvuvuvuvuvuv");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("This password is easy to guess")).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill(newPassword);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  const changed = page.getByText("Your password was changed. Sign in with the new one.");
  await expect(changed).toBeVisible();
  await page.goto("/sign-in?notice=password-changed");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(changed).toHaveCount(0);
  await page.goto(pathname);
  await expect(page.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
  await signIn(page, email, newPassword);
});

test("a person changes their email address on a console without a mail server", async ({ page }) => {
  const { email } = await signUp(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Change email" }).click();
  const dialog = page.getByRole("dialog", { name: "Change email" });
  await expectNoFindings(page, "change email");
  await dialog.getByLabel("New email").fill(`new-${email}`);
  await dialog.getByRole("button", { name: "Change email" }).click();
  await expect(page.getByText(`Your email is now new-${email}.`)).toBeVisible();
  await expect(dialog).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, `new-${email}`, password);
});
