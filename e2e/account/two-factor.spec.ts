import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { password, signUp } from "#e2e/people.ts";
import { sendAdminCommand } from "#e2e/support/admin/send-admin-command.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";

// The browser's messages for a rejected form, and for a sign-in without a code or with a wrong one.
test.use({ expectedConsoleErrors: [/400 \(Bad Request\)|401 \(Unauthorized\)/] });

/** The next code: the one that was just used doesn't count again, and a code is accepted 30 seconds early. */
function computeNextCode(secret: string): string {
  return computeTotpCode(secret, new Date(Date.now() + 30_000));
}

/** In two groups, as authenticator apps show it. */
function space(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

async function enterPassword(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function enterCode(page: Page, code: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

/** Turns two-factor authentication on, on the security page. Returns the app's secret and the recovery codes. */
async function turnOn(page: Page, checkAppearance: (what: string) => Promise<void> = async () => {}) {
  const section = page.getByRole("region", { name: "Two-factor authentication" });
  await section.getByRole("button", { name: "Turn on" }).click();
  const dialog = page.getByRole("dialog", { name: "Turn on two-factor authentication" });
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  await checkAppearance("QR code");
  const shown = await dialog.getByText(/^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
  const secret = (shown ?? "").replaceAll(" ", "");
  const code = dialog.getByLabel("Code from the app");
  await expect(code).toBeFocused();
  await code.fill("000000");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByText(/^Wrong code\./)).toBeVisible();
  await code.fill(space(computeTotpCode(secret, new Date())));
  await code.press("Enter");
  const saving = page.getByRole("alertdialog", { name: "Save your recovery codes" });
  await expect(saving.getByRole("listitem")).toHaveCount(10);
  const recoveryCodes = await saving.getByRole("listitem").allTextContents();
  await checkAppearance("recovery codes");
  await page.keyboard.press("Escape");
  await expect(saving).toBeVisible();
  await saving.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(section.getByText("10 of 10 left")).toBeVisible();
  return { section, secret, recoveryCodes };
}

test("a person turns on two-factor authentication, signs in with both kinds of codes, and turns it off", async ({
  page,
}) => {
  const { email } = await signUp(page);
  await page.goto("/account/security");
  const { secret, recoveryCodes } = await turnOn(page, (what) => expectNoFindings(page, what));
  await expectNoFindings(page, "security page, turned on");

  await signOut(page);
  await page.goto("/sign-in?callbackUrl=%2Faccount%2Fsecurity");
  await enterPassword(page, email);
  await expect(page.getByLabel("Code", { exact: true })).toBeFocused();
  await expectNoFindings(page, "second step of signing in");
  await enterCode(page, "000000");
  await expect(page.getByText(/^Wrong or used code\./)).toBeVisible();
  await enterCode(page, space(computeNextCode(secret)));
  await expect(page).toHaveURL(/\/account\/security$/);
  await expect(page.getByText(/last used/)).toBeVisible();

  const [recoveryCode = ""] = recoveryCodes;
  await signOut(page);
  await enterPassword(page, email);
  await enterCode(page, recoveryCode);
  await expect(page).toHaveURL(/\/t\//);
  await signOut(page);
  await enterPassword(page, email);
  await enterCode(page, recoveryCode);
  await expect(page.getByText(/^Wrong or used code\./)).toBeVisible();
  await page.getByRole("button", { name: "Use another account" }).click();
  await expect(page.getByRole("heading", { name: "Sign in", exact: true })).toBeVisible();
  await enterPassword(page, email);
  await enterCode(page, (recoveryCodes[1] ?? "").toUpperCase().replaceAll("-", " "));
  await expect(page).toHaveURL(/\/t\//);

  await page.goto("/account/security");
  const section = page.getByRole("region", { name: "Two-factor authentication" });
  await expect(section.getByText("8 of 10 left")).toBeVisible();
  await section.getByRole("button", { name: "Generate new codes" }).click();
  const replacing = page.getByRole("dialog", { name: "Generate new recovery codes?" });
  await replacing.getByRole("button", { name: "Generate new codes" }).click();
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expect(section.getByText("10 of 10 left")).toBeVisible();

  await section.getByRole("button", { name: "Turn off" }).click();
  const removing = page.getByRole("dialog", { name: "Turn off two-factor authentication?" });
  await removing.getByRole("button", { name: "Turn off" }).click();
  await expect(section.getByRole("button", { name: "Turn on" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await signOut(page);
  await enterPassword(page, email);
  await expect(page).toHaveURL(/\/t\//);
});

test("the operator's command lets a person in who lost their phone and all codes", async ({ page }) => {
  const { email } = await signUp(page);
  await page.goto("/account/security");
  await turnOn(page);
  await signOut(page);
  await enterPassword(page, email);
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  const answer = await sendAdminCommand(process.env.E2E_DATA_DIR ?? "", "reset-two-factor", email);
  expect(answer?.exitCode).toBe(0);
  await page.getByRole("button", { name: "Use another account" }).click();
  await enterPassword(page, email);
  await expect(page).toHaveURL(/\/t\//);
});
