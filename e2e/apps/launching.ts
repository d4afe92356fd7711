import { createHash, randomBytes } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";
import { authorizeTexts } from "#components/authorize/texts.ts";
import { inviteMember, signUp } from "#e2e/people.ts";
import { startFhirServer } from "#e2e/support/servers/fhir-server.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

const origin = () => process.env.E2E_ORIGIN ?? "";

type Session = Pick<Page, "request">;

/**
 * Signs up, also at the console's own address: without PUBLIC_URL its links say `localhost`, for which a browser keeps other
 * cookies than for 127.0.0.1.
 */
export async function signUpForApps(page: Page): Promise<void> {
  await signUp(page);
  const cookies = await page.context().cookies();
  await page.context().addCookies(cookies.map((cookie) => ({ ...cookie, domain: "localhost" })));
}

/** Sends a request with the person's session, as the console's pages do. */
export async function send({ request }: Session, method: string, path: string, data?: object) {
  const response = await request.fetch(`${origin()}/v1/api${path}`, {
    method,
    headers: { origin: origin() },
    ...(data === undefined ? {} : { data }),
  });
  expect(response.ok(), `${method} ${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}

/** Registers a FHIR server and turns its gateway on. Returns its ID and its base URL for apps. */
export async function openGateway(
  page: Session,
  baseUrl: string,
  environment = "development",
): Promise<{ id: string; iss: string }> {
  const server = { name: "Hospital", environment, baseUrl };
  const { id } = await send(page, "POST", "/fhir/servers", server);
  const { gateway } = await send(page, "PATCH", `/fhir/servers/${id}/gateway`, { enabled: true });
  return { id, iss: gateway.url };
}

export function registerLaunchedApp(
  page: Session,
  fields: object,
): Promise<{ id: string; name: string; secret: string | null }> {
  return send(page, "POST", "/apps", {
    name: "Growth chart",
    kind: "public",
    environment: "development",
    ...fields,
  });
}

/** Adds a member and returns a page in which they are signed in, and their email address. */
export async function inviteToApps(page: Page, browser: Browser, member: { role: Role; name: string }) {
  const opened = await inviteMember(page, browser, member);
  const { email }: { email: string } = await send(opened, "GET", "/me");
  return { page: opened, email, close: () => opened.context().close() };
}

export interface AppTarget {
  /** Where people return to. */
  callback: string;
  close: () => Promise<void>;
}

/** An app's server, which answers every request with a page. */
export async function startAppTarget(): Promise<AppTarget> {
  const server = await startFhirServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end("<!doctype html><link rel=icon href=data:,><title>App</title><h1>The app</h1>");
  });
  return { callback: `http://127.0.0.1:${server.port}/callback`, close: server.close };
}

/** What an app asks for. */
export interface Asking {
  app: { id: string };
  server: { iss: string };
  callback: string;
  scope: string;
  more?: Record<string, string>;
}

/** The address at which an app sends a person to the console. `verifier` proves later that the code is the app's. */
export function createAuthorizeUrl({ app, server, callback, scope, more }: Asking) {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: app.id,
    redirect_uri: callback,
    scope,
    state: "af0ifjsldkj",
    aud: server.iss,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  });
  return { query, url: `/oauth/authorize?${query}`, verifier };
}

export interface Exchange {
  app: { id: string; secret?: string | null };
  callback: string;
  verifier: string;
  code: string | null;
}

/** Exchanges the code as the app does. */
export function exchangeCode({ app, callback, verifier, code }: Exchange): Promise<Response> {
  return fetch(`${origin()}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: app.id,
      ...(app.secret ? { client_secret: app.secret } : {}),
      redirect_uri: callback,
      code_verifier: verifier,
      code: code ?? "",
    }),
  });
}

/** Gives an app access as the signed-in person, without the page. Returns the app's token. */
export async function giveAccess(page: Session, asking: Asking, patient: string | null): Promise<string> {
  const { query, verifier } = createAuthorizeUrl(asking);
  const { team } = await send(page, "GET", "/me");
  const response = await page.request.post(`${origin()}/v1/api/me/authorizations`, {
    headers: { origin: origin(), "x-team-id": team.id },
    data: { request: query.toString(), scopes: asking.scope.split(" "), patient },
  });
  expect(response.ok(), await response.text()).toBe(true);
  const { searchParams } = new URL((await response.json()).redirectTo);
  const exchanged = await exchangeCode({ ...asking, verifier, code: searchParams.get("code") });
  expect(exchanged.status, await exchanged.clone().text()).toBe(200);
  return (await exchanged.json()).access_token;
}

/** The status of a request that the app sends with its token. */
export async function readStatus({ iss }: { iss: string }, token: string, path: string): Promise<number> {
  const response = await fetch(`${iss}/${path}`, { headers: { authorization: `Bearer ${token}` } });
  return response.status;
}

/** Expects the question whether the app gets access. */
export async function expectQuestion(page: Page, app: string): Promise<void> {
  await expect(page.getByRole("heading", { name: authorizeTexts.heading(app) })).toBeVisible();
}

/** Finds the patient with this name, and chooses them. */
export async function choosePatient(page: Page, patient: string): Promise<void> {
  const field = page.getByLabel(authorizeTexts.patient.search);
  // What is typed before the page's scripts run is not searched for.
  await expect(async () => {
    await field.fill("");
    await field.fill(patient);
    await page.getByRole("option", { name: new RegExp(patient, "i") }).click({ timeout: 3_000 });
  }).toPass();
}

/** Answers the console's question with yes, for the patient with this name if it asks for one. */
export async function allow(page: Page, { app, patient }: { app: string; patient?: string }): Promise<void> {
  await expectQuestion(page, app);
  if (patient !== undefined) await choosePatient(page, patient);
  await page.getByRole("button", { name: `${authorizeTexts.allow} ${app}` }).click();
}
