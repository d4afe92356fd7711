import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, type Person, password, signUp, teamPath } from "#e2e/people.ts";
import { ageProofs } from "#e2e/support/database/age-proofs.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startOidcServer } from "#e2e/support/servers/oidc-server.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";

// The browser's messages for a request that asks again, and for a wrong password.
test.use({ expectedConsoleErrors: [/400 \(Bad Request\)|403 \(Forbidden\)/] });

function askingDialog(page: Page) {
  return page.getByRole("dialog", { name: "Confirm that it's you" });
}

function age({ email }: Person): Promise<void> {
  return ageProofs(process.env.E2E_DATA_DIR ?? "", email);
}

async function openKeyForm(page: Page, name: string) {
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog", { name: "Generate" });
  await form.getByLabel("Name").fill(name);
  return form;
}

test("a key is generated with what was typed, after a wrong and the right password", async ({ page }) => {
  const person = await signUp(page);
  await age(person);
  const form = await openKeyForm(page, "Nightly export");
  await form.getByRole("button", { name: "Generate key" }).click();
  const asking = askingDialog(page);
  const field = asking.getByLabel("Password", { exact: true });
  await expect(field).toBeFocused();
  await expectNoFindings(page, "asking for the password");
  await field.fill("not my password");
  await field.press("Enter");
  await expect(asking.getByText("Wrong password")).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill(password);
  await field.press("Enter");
  const reveal = page.getByRole("alertdialog");
  await expect(reveal.getByRole("textbox").first()).toHaveValue(/^be_/);
  await expect(asking).toHaveCount(0);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByRole("row", { name: /Nightly export/ })).toHaveCount(1);
});

test("canceling keeps the form, and the next try asks again", async ({ page }) => {
  const person = await signUp(page);
  await age(person);
  const form = await openKeyForm(page, "Nightly export");
  const submit = form.getByRole("button", { name: "Generate key" });
  await submit.click();
  await expect(askingDialog(page).getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(askingDialog(page)).toHaveCount(0);
  await expect(form.getByText("Canceled: you didn't confirm that it's you.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Nightly export");
  await expect(submit).toBeFocused();
  await submit.press("Enter");
  await askingDialog(page).getByLabel("Password", { exact: true }).fill(password);
  await askingDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("alertdialog").getByRole("textbox").first()).toHaveValue(/^be_/);
});

test("several keys are enabled after one question, and none if it is canceled", async ({ page }) => {
  const person = await signUp(page);
  const origin = new URL(page.url()).origin;
  for (const name of ["One", "Two", "Three"]) {
    const { id } = await createKey(page, { name });
    await page.request.post(`/v1/api/keys/${id}/disable`, { headers: { origin } });
  }
  await age(person);
  await page.goto(teamPath(page, "settings/api-keys?tab=inactive"));
  await page.getByRole("checkbox", { name: "Select all keys on this page" }).click();
  const bar = page.getByRole("region", { name: "Selected keys" });
  const enable = bar.getByRole("button", { name: "Enable" });
  await enable.click();
  await askingDialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("0 of 3 enabled, 3 failed")).toBeVisible();
  await expect(askingDialog(page)).toHaveCount(0);
  await enable.click();
  await askingDialog(page).getByLabel("Password", { exact: true }).fill(password);
  await askingDialog(page).getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("3 keys enabled")).toBeVisible();
});

test("the audit log downloads after the question", async ({ page }) => {
  const person = await signUp(page);
  await age(person);
  await page.goto(teamPath(page, "settings/audit-log"));
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /CSV/ }).click();
  await askingDialog(page).getByLabel("Password", { exact: true }).fill(password);
  await askingDialog(page).getByRole("button", { name: "Confirm" }).click();
  expect((await download).suggestedFilename()).toMatch(/^audit-log-.*\.csv$/);
});

test("a person with two-factor authentication is asked for a code", async ({ page }) => {
  const person = await signUp(page);
  await page.goto("/account/security");
  const section = page.getByRole("region", { name: "Two-factor authentication" });
  await section.getByRole("button", { name: "Turn on" }).click();
  const setUp = page.getByRole("dialog", { name: "Turn on two-factor authentication" });
  await setUp.getByRole("button", { name: "Continue" }).click();
  const shown = await setUp.getByText(/^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
  const secret = (shown ?? "").replaceAll(" ", "");
  await setUp.getByLabel("Code from the app").fill(computeTotpCode(secret, new Date()));
  await setUp.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("button", { name: "I have saved them" }).click();
  await age(person);
  await section.getByRole("button", { name: "Turn off" }).click();
  const removing = page.getByRole("dialog", { name: "Turn off two-factor authentication?" });
  await removing.getByRole("button", { name: "Turn off" }).click();
  const asking = askingDialog(page);
  const code = asking.getByLabel("Code", { exact: true });
  await expect(code).toBeFocused();
  await expectNoFindings(page, "asking for a code");
  // The code that was just used doesn't count again, and a code is accepted 30 seconds early.
  await code.fill(computeTotpCode(secret, new Date(Date.now() + 30_000)));
  await asking.getByRole("button", { name: "Confirm" }).click();
  await expect(section.getByRole("button", { name: "Turn on" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a person without a password signs in at their provider again, in another window", async ({ page }) => {
  const port = await findFreePort();
  const own = `http://127.0.0.1:${port}`;
  const person = { sub: "ada", name: "Ada", email: "ada@example.com", email_verified: true };
  const provider = await startOidcServer(`${own}/api/auth/callback/oidc`, person);
  const environment = {
    LOG_LEVEL: "error",
    SIGN_UP: "open",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Acme ID",
  };
  const running = await startConsole({ port, environment });
  try {
    const data = { name: "First", email: "first@example.com", password };
    const setupCode = await readSetUpCode(running);
    const created = await page.request.post(`${own}/v1/api/users`, {
      headers: { origin: own },
      data: { ...data, setupCode },
    });
    expect(created.status()).toBe(201);
    await page.goto(`${own}/sign-in`);
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expect(page).toHaveURL(/\/t\//);
    await ageProofs(running.dataDirectory, person.email);
    await page.goto(`${own}/settings/api-keys`);
    const form = await openKeyForm(page, "Nightly export");
    await form.getByRole("button", { name: "Generate key" }).click();
    const asking = askingDialog(page);
    await expect(asking.getByRole("button", { name: "Continue with Acme ID" })).toBeVisible();
    await expectNoFindings(page, "asking for the provider");

    await page.evaluate(() => {
      const { open } = window;
      window.open = () => {
        window.open = open;
        return null;
      };
    });
    await asking.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expect(asking.getByText(/^Your browser blocked the window/)).toBeVisible();

    provider.person = { ...person, sub: "someone else" };
    await asking.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expect(asking.getByText(/^You signed in with an account that isn't linked/)).toBeVisible();
    provider.person = person;
    await asking.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expect(page.getByRole("alertdialog").getByRole("textbox").first()).toHaveValue(/^be_/);
    await expect(asking).toHaveCount(0);
    expect(page.context().pages(), "the provider's windows have closed themselves").toHaveLength(1);
  } finally {
    // What the page still loads would fail.
    await page.goto("about:blank");
    await running.stop();
    await provider.close();
  }
});
