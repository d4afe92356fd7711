import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, password, signUp } from "#e2e/people.ts";

// The browser's messages for a sign-in that needs a second step, and for a wrong passkey.
test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

/** Browsers allow passkeys at this name of the machine, but not at its IP address. */
function getLocalOrigin(): string {
  return (process.env.E2E_ORIGIN ?? "").replace("127.0.0.1", "localhost");
}

/** Adds a built-in authenticator that confirms everything, as with a fingerprint. */
async function addAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** False: the person doesn't confirm, which ends the browser's dialog. */
    confirm: (isUserVerified: boolean) =>
      session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    forget: () => session.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

const noSuggestions = "no-suggestions";

/**
 * The virtual authenticator confirms a suggestion as soon as the page offers it, so that nothing could be typed. Without
 * suggestions, the page is as in browsers that have none.
 */
async function turnSuggestionsOff(page: Page): Promise<void> {
  await page.context().addCookies([{ name: noSuggestions, value: "1", url: getLocalOrigin() }]);
  await page.addInitScript((name) => {
    // Blank pages have no cookies.
    if (location.origin !== "null" && document.cookie.includes(name)) {
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
    }
  }, noSuggestions);
}

async function enterPassword(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function openSecurity(page: Page): Promise<void> {
  await page.goto(`${getLocalOrigin()}/account/security`);
}

/** Ends the session in the browser. An open page would notice it and go to the sign-in by itself. */
async function forgetCookies(page: Page, name: string | RegExp): Promise<void> {
  await page.goto("about:blank");
  await page.context().clearCookies({ name });
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("a person adds a passkey, signs in with it alone and as a second step, renames and removes it", async ({
  page,
}) => {
  const { email } = await createAccount(page);
  await turnSuggestionsOff(page);
  await openSecurity(page);
  await enterPassword(page, email);
  await expect(page).toHaveURL(/\/account\/security$/);
  const authenticator = await addAuthenticator(page);

  const section = page.getByRole("region", { name: "Passkeys" });
  await section.getByRole("button", { name: "Add a passkey" }).click();
  const adding = page.getByRole("dialog", { name: "Add a passkey" });
  await adding.getByLabel("Name", { exact: true }).fill("Test laptop");
  await expectNoFindings(page, "adding a passkey");
  await adding.getByRole("button", { name: "Continue" }).click();
  const saving = page.getByRole("alertdialog", { name: "Save your recovery codes" });
  await expect(saving.getByRole("listitem")).toHaveCount(10);
  const recoveryCodes = await saving.getByRole("listitem").allTextContents();
  await saving.getByRole("button", { name: "I have saved them" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(section.getByText("Test laptop")).toBeVisible();
  await expect(section.getByText(/never used/)).toBeVisible();
  await expectNoFindings(page, "security page with a passkey");

  // Without a confirmation, nothing is added, and the dialog stays as it was.
  await authenticator.forget();
  await authenticator.confirm(false);
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await adding.getByRole("button", { name: "Continue" }).click();
  await expect(adding.getByRole("button", { name: "Continue" })).toBeEnabled();
  await expect(adding.getByRole("alert")).toHaveCount(0);
  await adding.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await authenticator.confirm(true);
  await section.getByRole("button", { name: "Add a passkey" }).click();
  await adding.getByLabel("Name", { exact: true }).fill("Second key");
  await adding.getByRole("button", { name: "Continue" }).click();
  await expect(section.getByText("Second key")).toBeVisible();

  await signOut(page);
  await page.goto(`${getLocalOrigin()}/sign-in?callbackUrl=%2Faccount%2Fsecurity`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/security$/);

  await authenticator.confirm(false);
  await forgetCookies(page, "next-auth.session-token");
  await openSecurity(page);
  await enterPassword(page, email);
  await expect(page.getByRole("heading", { name: "Use your passkey" })).toBeVisible();
  await expectNoFindings(page, "second step with a passkey");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("button", { name: "Use a passkey" })).toBeEnabled();
  await authenticator.confirm(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/security$/);
  await expect(section.getByText(/last used/)).toBeVisible();

  await section.getByRole("button", { name: "Rename Second key" }).click();
  const renaming = page.getByRole("dialog", { name: "Rename passkey" });
  await renaming.getByLabel("Name", { exact: true }).fill("Security key");
  await renaming.getByRole("button", { name: "Save changes" }).click();
  await expect(section.getByText("Security key")).toBeVisible();

  // With suggestions, which the authenticator confirms at once.
  await forgetCookies(page, new RegExp(`session-token|${noSuggestions}`));
  await openSecurity(page);
  await expect(section.getByText("Security key")).toBeVisible();

  for (const name of ["Security key", "Test laptop"]) {
    await section.getByRole("button", { name: `Remove ${name}` }).click();
    const removing = page.getByRole("dialog", { name: `Remove ${name}?` });
    await removing.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(section.getByText(name)).toHaveCount(0);
  }
  expect(recoveryCodes).toHaveLength(10);
  await expect(page.getByText(/of 10 left/)).toHaveCount(0);
});

test("a page at an IP address says why it can't add a passkey, and where it can", async ({ page }) => {
  await signUp(page);
  await page.goto("/account/security");
  const section = page.getByRole("region", { name: "Passkeys" });
  await expect(section.getByText(/only at a host name/)).toBeVisible();
  const link = section.getByRole("link", { name: `${getLocalOrigin()}/account/security` });
  await expect(link).toHaveAttribute("href", `${getLocalOrigin()}/account/security`);
  await expect(section.getByRole("button", { name: "Add a passkey" })).toHaveCount(0);
  await expectNoFindings(page, "passkeys at an IP address");
});
