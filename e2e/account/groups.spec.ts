import type { Browser, Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { type OidcServer, startOidcServer } from "#e2e/support/servers/oidc-server.ts";

// The browser's message for a password that isn't allowed.
test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

const person = { sub: "grace", name: "Grace Hopper", email: "grace@example.com", email_verified: true };

/** Signs in at the provider in a browser of its own, which sends these groups. */
async function signInWithGroups(
  browser: Browser,
  origin: string,
  provider: OidcServer,
  groups: string[],
): Promise<Page> {
  provider.person = { ...person, groups };
  const page = await (await browser.newContext({ baseURL: origin })).newPage();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Acme ID" }).click();
  await expect(page).toHaveURL(/\/t\//);
  return page;
}

async function addGroup(page: Page, name: string, role: string): Promise<void> {
  await page.getByRole("button", { name: "Add group" }).click();
  const form = page.getByRole("dialog", { name: "Add a group" });
  await form.getByLabel("Group", { exact: true }).fill(name);
  await form.getByRole("radio", { name: role }).check();
  await form.getByRole("button", { name: "Add group" }).click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toBeVisible();
}

test("groups of a provider add, change and remove a member, while passwords are off", async ({
  page,
  browser,
}) => {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const provider = await startOidcServer(`${origin}/api/auth/callback/oidc`, person);
  const environment = {
    LOG_LEVEL: "error",
    SIGN_UP: "open",
    PASSWORD_SIGN_IN: "off",
    ALLOWED_EMAIL_DOMAINS: "example.com",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Acme ID",
  };
  const running = await startConsole({ port, environment });
  try {
    const setupCode = await readSetUpCode(running);
    const created = await page.request.post(`${origin}/v1/api/users`, {
      headers: { origin },
      data: { name: "Ada Lovelace", email: "ada@example.com", password, setupCode },
    });
    expect(created.status()).toBe(201);

    await page.goto(`${origin}/sign-in`);
    await expect(page.getByRole("button", { name: "Continue with Acme ID" })).toBeVisible();
    await expect(page.getByLabel("Password")).toHaveCount(0);
    await expectNoFindings(page, "signing in without passwords");
    await page.getByRole("link", { name: "Administrator sign-in" }).click();
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/t\//);
    const [, team = ""] = /\/t\/([^/]+)/.exec(page.url()) ?? [];

    await page.goto(`${origin}/t/${team}/settings/team`);
    await addGroup(page, "engineering", "Developer");
    await addGroup(page, "leads", "Admin");
    await expectNoFindings(page, "the groups of a team");

    const grace = await signInWithGroups(browser, origin, provider, ["engineering"]);
    await grace.goto(`/t/${team}/settings/members`);
    await expect(grace.getByRole("row", { name: /Grace Hopper/ })).toContainText("From group engineering");
    await grace.context().close();

    await page.goto(`${origin}/t/${team}/settings/members`);
    const row = page.getByRole("row", { name: /Grace Hopper/ });
    await expect(row).toContainText("Developer");
    await expectNoFindings(page, "a member from a group");
    await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
    await expect(page.getByRole("menuitem", { name: /Change role/ })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await expect(page.getByText("The member's groups decide this role")).toBeAttached();
    await page.keyboard.press("Escape");

    await (await signInWithGroups(browser, origin, provider, ["engineering", "leads"])).context().close();
    await page.reload();
    await expect(row).toContainText("Admin");
    await expect(row).toContainText("From groups engineering, leads");

    await (await signInWithGroups(browser, origin, provider, [])).context().close();
    await page.reload();
    await expect(row).toHaveCount(0);

    const other = await browser.newContext({ baseURL: origin });
    provider.person = { ...person, sub: "eve", email: "eve@other.test" };
    const refused = await other.newPage();
    await refused.goto("/sign-in");
    await refused.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expect(refused.getByText(/New accounts need an email address at example\.com/)).toBeVisible();
    await other.close();
  } finally {
    // What the page still loads would fail.
    await page.goto("about:blank");
    await running.stop();
    await provider.close();
  }
});
