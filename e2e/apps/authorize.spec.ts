import type { Page } from "@playwright/test";
import { authorizeTexts } from "#components/authorize/texts.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, password, signUp, teamPath } from "#e2e/people.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import {
  type AppTarget,
  choosePatient,
  createAuthorizeUrl,
  exchangeCode,
  expectQuestion,
  inviteToApps,
  openGateway,
  readStatus,
  registerLaunchedApp,
  send,
  startAppTarget,
} from "./launching.ts";

const scope = "launch/patient patient/Patient.r patient/Observation.rs";

let engine: FhirEngine;
let target: AppTarget;

test.beforeAll(async () => {
  engine = await startFhirEngine();
  await engine.seed(patientResources);
  target = await startAppTarget();
});

test.afterAll(async () => {
  await target.close();
  await engine.close();
});

// The browser's messages for a code that is asked for, and for an app that is deleted while its question is open.
test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)|404 \(Not Found\)|409 \(Conflict\)/] });

/** A team with a FHIR server and an app, and what that app asks for. */
async function askForAccess(page: Page) {
  const person = await signUp(page);
  const server = await openGateway(page, engine.baseUrl);
  const app = await registerLaunchedApp(page, {
    scopes: ["patient/Patient.r", "patient/Observation.rs"],
    redirectUris: [target.callback],
  });
  const { callback } = target;
  return { person, server, app, callback, ...createAuthorizeUrl({ app, server, callback, scope }) };
}

async function enterPassword(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const readQuery = (page: Page) => [...new URL(page.url()).searchParams];

/** The parameters with which the person came back to the app. */
async function returnToApp(page: Page): Promise<URLSearchParams> {
  await expect(page.getByRole("heading", { name: "The app" })).toBeVisible();
  return new URL(page.url()).searchParams;
}

test("a visitor signs in, returns to the request, and gives access to one patient, once", async ({
  page,
}) => {
  const { person, server, app, callback, query, url, verifier } = await askForAccess(page);
  await page.context().clearCookies();
  await page.goto(url);
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await enterPassword(page, person.email);
  await expectQuestion(page, app.name);
  expect(readQuery(page)).toEqual([...query]);
  await expect(page.getByText(person.email)).toBeVisible();

  const allow = page.getByRole("button", { name: `${authorizeTexts.allow} ${app.name}` });
  await allow.click();
  await expect(page.getByText(authorizeTexts.problems.noPatient)).toBeVisible();
  await expect(page.getByLabel(authorizeTexts.patient.search)).toBeFocused();
  await choosePatient(page, "grace");
  await allow.dblclick();
  const returned = await returnToApp(page);
  expect(returned.get("state")).toBe("af0ifjsldkj");
  expect(returned.get("iss")).toBe(`${new URL(server.iss).origin}/oauth`);

  const exchanged = await exchangeCode({ app, callback, verifier, code: returned.get("code") });
  const { access_token: token, patient } = await exchanged.json();
  expect(patient).toBe("grace");
  expect(await readStatus(server, token, "Patient/grace")).toBe(200);
  expect(await readStatus(server, token, "Patient/ada")).not.toBe(200);
  expect((await send(page, "GET", "/me/grants")).data, "grants of two clicks").toHaveLength(1);
});

test("a person refuses, and the app learns only that", async ({ page }) => {
  const { url } = await askForAccess(page);
  await page.goto(url);
  await page.getByRole("button", { name: authorizeTexts.deny }).click();
  const returned = await returnToApp(page);
  expect([returned.get("error"), returned.get("state")]).toEqual(["access_denied", "af0ifjsldkj"]);
  expect(returned.has("code")).toBe(false);
  expect((await send(page, "GET", "/me/grants")).data).toEqual([]);
});

test("an address that isn't registered is never opened", async ({ page }) => {
  const { app, server, callback } = await askForAccess(page);
  const requests = [
    { app, callback: `${callback}?next=1`, problem: "unknown_address" },
    { app: { id: `${app.id.slice(0, -3)}000` }, callback, problem: "unknown_app" },
  ] as const;
  for (const { problem, ...asking } of requests) {
    await page.goto(createAuthorizeUrl({ ...asking, server, scope }).url);
    const { title } = authorizeTexts.errors[problem];
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(process.env.E2E_ORIGIN);
  }
  await page.goto("/authorize");
  await expect(
    page.getByRole("heading", { name: authorizeTexts.errors.invalid_request.title }),
  ).toBeVisible();
});

test("someone of another team learns who can use the app, and switches to an account that can", async ({
  page,
  browser,
}) => {
  const { person, app, query, url } = await askForAccess(page);
  const context = await browser.newContext({ baseURL: new URL(page.url()).origin });
  const visitor = await context.newPage();
  await createAccount(visitor, "Eve Example");
  await visitor.goto(url);
  const { title } = authorizeTexts.errors.not_member;
  await expect(visitor.getByRole("heading", { name: title })).toBeVisible();
  await expect(visitor.getByText(app.name)).toHaveCount(0);
  await visitor.getByRole("button", { name: authorizeTexts.switchAccount }).click();
  await expect(visitor).toHaveURL(/\/sign-in\?callbackUrl=/);
  await enterPassword(visitor, person.email);
  await expectQuestion(visitor, app.name);
  expect(readQuery(visitor)).toEqual([...query]);
  await context.close();
});

test("a viewer can't let an app do more than they can, and a suspended member nothing", async ({
  page,
  browser,
}) => {
  const { app, server, callback, url } = await askForAccess(page);
  const vera = await inviteToApps(page, browser, { role: "viewer", name: "Vera Viewer" });
  const viewer = vera.page;
  await viewer.goto(url);
  await expect(
    viewer.getByRole("heading", { name: authorizeTexts.notAllowed.title(app.name) }),
  ).toBeVisible();
  const back = authorizeTexts.returnTo(new URL(callback).host);
  await viewer.getByRole("link", { name: back }).click();
  expect((await returnToApp(viewer)).get("error")).toBe("invalid_scope");
  const asking = { app, server, callback, scope: `openid ${scope}` };
  await viewer.goto(createAuthorizeUrl(asking).url);
  await expectQuestion(viewer, app.name);
  await expect(viewer.getByText(authorizeTexts.patient.impossible("Hospital"))).toBeVisible();
  await viewer.getByRole("button", { name: back }).click();
  expect((await returnToApp(viewer)).get("error")).toBe("access_denied");

  await page.goto(teamPath(page, "settings/members"));
  await page.getByRole("button", { name: "Actions for Vera Viewer" }).click();
  await page.getByRole("menuitem", { name: "Suspend…" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Suspend/ })
    .click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await viewer.goto(url);
  await enterPassword(viewer, vera.email);
  const { title } = authorizeTexts.errors.not_member;
  await expect(viewer.getByRole("heading", { name: title })).toBeVisible();
  await vera.close();
});

test("an app that is deleted while its question is open gets nothing", async ({ page }) => {
  const { app, url } = await askForAccess(page);
  await page.goto(url);
  await choosePatient(page, "ada");
  await send(page, "DELETE", `/apps/${app.id}`);
  await page.getByRole("button", { name: `${authorizeTexts.allow} ${app.name}` }).click();
  await expect(page.getByText(/^(Access wasn't given|This app can't get access)/)).toBeVisible();
  await expect(page.getByRole("button", { name: `${authorizeTexts.allow} ${app.name}` })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Return to / })).toBeFocused();
  await page.reload();
  const { title } = authorizeTexts.errors.unknown_app;
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  expect((await send(page, "GET", "/me/grants")).data).toEqual([]);
});

test("a sign-in with a second factor returns to the request", async ({ page }) => {
  const { person, app, query, url } = await askForAccess(page);
  const { secret } = await send(page, "POST", "/me/two-factor/totp");
  await send(page, "POST", "/me/two-factor/totp/confirm", { code: computeTotpCode(secret, new Date()) });
  await page.context().clearCookies();
  await page.goto(url);
  await enterPassword(page, person.email);
  await expect(page.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  // The next code: the one before doesn't count again.
  const code = computeTotpCode(secret, new Date(Date.now() + 30_000));
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expectQuestion(page, app.name);
  expect(readQuery(page)).toEqual([...query]);
});
