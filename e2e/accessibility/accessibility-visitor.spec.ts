import { randomUUID } from "node:crypto";
import { expect, test } from "#e2e/fixtures.ts";
import { inviteByCall, signUp } from "#e2e/people.ts";
import { expectNoFindings } from "./axe.ts";

test.use({ expectedConsoleErrors: [/404 \(Not Found\)/] });

const guides = [
  "quick-start",
  "authentication",
  "permissions",
  "environments",
  "rotation",
  "rate-limits",
  "errors",
  "requests",
  "verifying-keys",
  "apps",
  "launching-apps",
  "fhir",
  "proxies",
  "teams",
  "account",
  "security-practices",
  "installing",
  "upgrading",
  "self-hosting",
  "backups",
  "provisioning",
  "operations",
  "scaling",
  "monitoring",
  "runbooks",
  "data",
].map((name) => `/docs/${name}`);

test("axe finds no issues on the pages a visitor sees", async ({ page }) => {
  for (const path of ["/sign-in", "/sign-up"]) {
    await page.goto(path);
    await expect(page.locator("button[type=submit]")).toBeEnabled();
    await expectNoFindings(page, path);
  }
  for (const path of ["/docs", "/nowhere"]) {
    await page.goto(path);
    await expectNoFindings(page, path);
  }
});

test("axe finds no issues in the guides", async ({ page }) => {
  for (const [index, path] of guides.entries()) {
    await page.goto(path);
    // What surrounds a guide is the same on all of them.
    await expectNoFindings(page, path, index === 0 ? undefined : "main");
  }
});

test("axe finds no issues on an invitation page, for every kind of visitor", async ({ page, browser }) => {
  await signUp(page);
  const forNewAccount = await inviteByCall(page, `${randomUUID()}@example.com`, "viewer");
  const context = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const visitor = await context.newPage();
  await visitor.goto(forNewAccount);
  await expect(visitor.getByRole("button", { name: "Create account" })).toBeEnabled();
  await expectNoFindings(visitor, "signed out, without an account");

  const { email } = await signUp(visitor, "Grace Hopper");
  const forGrace = await inviteByCall(page, email, "developer");
  await visitor.goto(forGrace);
  await expect(visitor.getByRole("button", { name: "Join team" })).toBeEnabled();
  await expectNoFindings(visitor, "signed in as the invited person");
  await visitor.goto(forNewAccount);
  await expect(visitor.getByText(/You're signed in as/)).toBeVisible();
  await expectNoFindings(visitor, "signed in as someone else");
  await context.clearCookies();
  await visitor.goto(forGrace);
  await expect(visitor.getByRole("link", { name: "Sign in to join" })).toBeVisible();
  await expectNoFindings(visitor, "signed out, with an account");
  await visitor.goto("/invitations/nothing");
  await expectNoFindings(visitor, "an invalid invitation");
  await context.close();
});
