import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { createAuthorizeUrl, expectQuestion } from "#e2e/apps/launching.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { password } from "#e2e/people.ts";
import { ageProofs } from "#e2e/support/database/age-proofs.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startOidcServer } from "#e2e/support/servers/oidc-server.ts";

// The browser's message for a request that asks again.
test.use({ expectedConsoleErrors: [/403 \(Forbidden\)/] });

/** What an app asks for, with as much state as some apps have. */
async function askForAccess({ request }: Page, origin: string): Promise<URLSearchParams> {
  const send = async (method: string, path: string, data: object) => {
    const response = await request.fetch(`${origin}/v1/api${path}`, { method, headers: { origin }, data });
    expect(response.ok(), await response.text()).toBe(true);
    return response.json();
  };
  const callback = "https://app.example.com/callback";
  const named = { name: "Growth chart", environment: "development" };
  const { id } = await send("POST", "/fhir/servers", { ...named, baseUrl: "https://fhir.example.com/r4" });
  const { gateway } = await send("PATCH", `/fhir/servers/${id}/gateway`, { enabled: true });
  const fields = { ...named, kind: "public", scopes: ["user/*.rs"], redirectUris: [callback] };
  const app = await send("POST", "/apps", fields);
  const more = { state: "s".repeat(2_000) };
  return createAuthorizeUrl({ app, server: { iss: gateway.url }, callback, scope: "user/*.rs", more }).query;
}

test("a person links a provider, signs in with it, returns to an app's request, and unlinks it", async ({
  page,
}) => {
  const port = await findFreePort();
  const own = `http://127.0.0.1:${port}`;
  const provider = await startOidcServer(`${own}/api/auth/callback/oidc`, {
    sub: "ada",
    name: "Ada at Acme",
    email: "ada@acme.example",
    email_verified: true,
  });
  const environment = {
    LOG_LEVEL: "error",
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Acme ID",
  };
  const running = await startConsole({ port, environment });
  const email = "ada@example.com";
  try {
    const created = await page.request.post(`${own}/v1/api/users`, {
      headers: { origin: own },
      data: { name: "Ada", email, password, setupCode: await readSetUpCode(running) },
    });
    expect(created.status()).toBe(201);
    await page.goto(`${own}/sign-in`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/t\//);
    await ageProofs(running.dataDirectory, email);

    await page.goto(`${own}/account/security`);
    await page.getByRole("button", { name: "Link Acme ID" }).click();
    const asking = page.getByRole("dialog", { name: "Confirm that it's you" });
    await asking.getByLabel("Password", { exact: true }).fill(password);
    await asking.getByRole("button", { name: "Confirm" }).click();
    const dialog = page.getByRole("dialog", { name: "Link Acme ID" });
    await expect(dialog.getByText(/^Sign in to Acme ID/)).toBeVisible();
    await expectNoFindings(page, "linking a provider");
    await dialog.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expect(page.getByText("You can now sign in with Acme ID.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Unlink Acme ID" })).toBeVisible();

    const asked = await askForAccess(page, own);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    // The request is too long for the cookie that remembers pages.
    await page.goto(`${own}/oauth/authorize?${asked}`);
    await page.getByRole("button", { name: "Continue with Acme ID" }).click();
    await expectQuestion(page, "Growth chart");
    expect([...new URL(page.url()).searchParams]).toEqual([...asked]);
    await page.goto(`${own}/account/security`);
    await page.getByRole("button", { name: "Unlink Acme ID" }).click();
    const confirm = page.getByRole("alertdialog", { name: "Unlink Acme ID?" });
    await expectNoFindings(page, "unlinking a provider");
    await confirm.getByRole("button", { name: "Unlink" }).click();
    await expect(page.getByText("Acme ID was unlinked.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Link Acme ID" })).toBeVisible();
  } finally {
    // What the page still loads would fail.
    await page.goto("about:blank");
    await running.stop();
    await provider.close();
  }
});
