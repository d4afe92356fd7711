import { randomUUID } from "node:crypto";
import { type APIRequestContext, type Browser, expect, type Page } from "@playwright/test";
import { waitForScripts } from "#e2e/fixtures.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

export const password = "correct horse battery staple";

export interface Person {
  name: string;
  email: string;
}

/** The origin of the product under test. */
function getOrigin(): string {
  return process.env.E2E_ORIGIN ?? "";
}

/** Signs in with the requests of the sign-in page. The session is stored in the browser context of `request`. */
export async function signInThroughApi(request: APIRequestContext, email: string): Promise<void> {
  const origin = getOrigin();
  const { csrfToken } = await (await request.get(`${origin}/api/auth/csrf`)).json();
  const signedIn = await request.post(`${origin}/api/auth/callback/credentials`, {
    headers: { origin },
    form: { csrfToken, email, password, json: "true" },
  });
  expect(signedIn.status()).toBe(200);
}

/** Sends requests with a browser's session: a page, or a context without a page. */
type Session = Pick<Page, "request">;

/** Creates an account with a team, and signs in. The pages for both are covered by first-key, quick-start and sign-in. */
export async function createAccount(
  { request }: Session,
  name = "Ada Lovelace",
  more: { isInstanceOwner?: true } = {},
): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  // Sets the session's cookie, because cookies apply to all ports of a host.
  const created = await request.post(process.env.E2E_ACCOUNTS ?? "", { data: { name, email, ...more } });
  expect(created.status(), await created.text()).toBe(201);
  return { name, email };
}

/** Opens the API Keys page of the user's team. */
export async function openKeys(page: Page): Promise<void> {
  await page.goto("/settings/api-keys");
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
}

export async function signUp(page: Page, name?: string): Promise<Person> {
  const person = await createAccount(page, name);
  await openKeys(page);
  return person;
}

export interface CreatedKey {
  id: string;
  secret: string;
}

/** Creates a key with the request of the page's dialog. */
export async function createKey({ request }: Session, fields: Record<string, unknown>): Promise<CreatedKey> {
  const origin = getOrigin();
  const response = await request.post(`${origin}/v1/api/keys`, {
    headers: { origin },
    data: { environment: "development", ...fields },
  });
  expect(response.status()).toBe(201);
  return response.json();
}

export async function openKeyMenu(page: Page, name: string): Promise<void> {
  // A click is lost before the page listens, which takes long on a busy machine.
  await waitForScripts(page);
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await expect(page.getByRole("menu")).toBeVisible();
}

/** The status of an API request with this secret, sent without the page's session. */
export async function getStatusWith({ request }: Session, secret: string): Promise<number> {
  const response = await request.get(`${getOrigin()}/v1/api/workers`, {
    headers: { authorization: `Bearer ${secret}`, cookie: "" },
  });
  return response.status();
}

/** The path of a page of the team whose page is open. */
export function teamPath(page: Page, name: string): string {
  const [, team] = /\/t\/([^/]+)/.exec(page.url()) ?? [];
  return `/t/${team}/${name}`;
}

/** Invites a user to the team whose page is open. Returns the link in the invitation email. */
export async function inviteByCall(page: Page, email: string, role: Role): Promise<string> {
  const { teamId } = await (await page.request.get("/v1/api/me")).json();
  const invited = await page.request.post(`/v1/api/teams/${teamId}/invitations`, {
    headers: { origin: new URL(page.url()).origin },
    data: { email, role },
  });
  expect(invited.status()).toBe(201);
  return (await invited.json()).url;
}

/** Creates an account that joins the team. Returns its browser context, which is not signed in. */
async function createMember(page: Page, browser: Browser, { role, name }: { role: Role; name: string }) {
  const { origin } = new URL(page.url());
  const email = `${randomUUID()}@example.com`;
  const url = await inviteByCall(page, email, role);
  const invitationToken = new URL(url).pathname.split("/").at(-1);
  const context = await browser.newContext({ baseURL: origin });
  const joined = await context.request.post("/v1/api/users", {
    headers: { origin },
    data: { name, email, password, invitationToken },
  });
  expect(joined.status()).toBe(201);
  return { context, email };
}

/** Adds a member to the team whose page is open, without signing them in. */
export async function addMember(
  page: Page,
  browser: Browser,
  member: { role: Role; name: string },
): Promise<void> {
  const { context } = await createMember(page, browser, member);
  await context.close();
}

/** Adds a member to the team, and returns a page in which they are signed in. */
export async function inviteMember(
  page: Page,
  browser: Browser,
  member: { role: Role; name: string },
): Promise<Page> {
  const { context, email } = await createMember(page, browser, member);
  await signInThroughApi(context.request, email);
  const opened = await context.newPage();
  await opened.goto("/");
  await expect(opened).toHaveURL(/\/t\//);
  return opened;
}

export function inviteViewer(page: Page, browser: Browser): Promise<Page> {
  return inviteMember(page, browser, { role: "viewer", name: "Vera Viewer" });
}
