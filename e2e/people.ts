import { randomUUID } from "node:crypto";
import { type APIRequestContext, type Browser, expect, type Page } from "@playwright/test";
import type { Role } from "#lib/rbac/roles.ts";

export const password = "correct horse battery staple";

export interface Person {
  name: string;
  email: string;
}

/** The product under test: where the calls of its pages come from. */
function getOrigin(): string {
  return process.env.E2E_ORIGIN ?? "";
}

/** The calls that the sign-in page makes; the session is in the browser whose requests these are. */
async function signInByCalls(request: APIRequestContext, email: string): Promise<void> {
  const origin = getOrigin();
  const { csrfToken } = await (await request.get(`${origin}/api/auth/csrf`)).json();
  const signedIn = await request.post(`${origin}/api/auth/callback/credentials`, {
    headers: { origin },
    form: { csrfToken, email, password, json: "true" },
  });
  expect(signedIn.status()).toBe(200);
}

/** Whoever can make calls with a browser's session: a page, or the context of pages that nobody needs to see. */
type Session = Pick<Page, "request">;

/**
 * A new account and its team, made and signed in by the calls that the pages make. The pages themselves are filled in by
 * those who test them: first-key, quick-start and sign-in.
 */
export async function createAccount({ request }: Session, name = "Ada Lovelace"): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  const origin = getOrigin();
  const data = { name, email, password };
  const created = await request.post(`${origin}/v1/api/users`, { headers: { origin }, data });
  expect(created.status()).toBe(201);
  await signInByCalls(request, email);
  return { name, email };
}

/** The API Keys page of the team that the person is in. */
export async function openKeys(page: Page): Promise<void> {
  await page.goto("/settings/api-keys");
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
}

/** A new account on its API Keys page. */
export async function signUp(page: Page, name?: string): Promise<Person> {
  const person = await createAccount(page, name);
  await openKeys(page);
  return person;
}

export interface MadeKey {
  id: string;
  secret: string;
}

/** A key made by the call that the page's own dialog makes. */
export async function createKey({ request }: Session, fields: Record<string, unknown>): Promise<MadeKey> {
  const origin = getOrigin();
  const response = await request.post(`${origin}/v1/api/keys`, {
    headers: { origin },
    data: { environment: "development", ...fields },
  });
  expect(response.status()).toBe(201);
  return response.json();
}

/** Opens the menu of the key with this name. */
export async function openKeyMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await expect(page.getByRole("menu")).toBeVisible();
}

/** Whether programs get in with this secret, asked without the page's session. */
export async function getStatusWith({ request }: Session, secret: string): Promise<number> {
  const response = await request.get(`${getOrigin()}/v1/api/workers`, {
    headers: { authorization: `Bearer ${secret}`, cookie: "" },
  });
  return response.status();
}

/** The address of one of the pages of the team whose page is open. */
export function teamPath(page: Page, name: string): string {
  const [, team] = /\/t\/([^/]+)/.exec(page.url()) ?? [];
  return `/t/${team}/${name}`;
}

/** Invites into the team whose page is open; the link that the mail would hold. */
export async function inviteByCall(page: Page, email: string, role: Role): Promise<string> {
  const { teamId } = await (await page.request.get("/v1/api/me")).json();
  const invited = await page.request.post(`/v1/api/teams/${teamId}/invitations`, {
    headers: { origin: new URL(page.url()).origin },
    data: { email, role },
  });
  expect(invited.status()).toBe(201);
  return (await invited.json()).url;
}

/** A colleague who has an account and joined the team; their browser, in which nobody is signed in yet. */
async function addColleague(page: Page, browser: Browser, { role, name }: { role: Role; name: string }) {
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

/** Puts a colleague into the team whose page is open, who is signed in nowhere. */
export async function addMember(
  page: Page,
  browser: Browser,
  colleague: { role: Role; name: string },
): Promise<void> {
  const { context } = await addColleague(page, browser, colleague);
  await context.close();
}

/** A colleague with the role of a viewer, signed in in a browser of their own. */
export async function inviteViewer(page: Page, browser: Browser): Promise<Page> {
  const { context, email } = await addColleague(page, browser, { role: "viewer", name: "Vera Viewer" });
  await signInByCalls(context.request, email);
  const viewer = await context.newPage();
  await viewer.goto("/");
  await expect(viewer).toHaveURL(/\/t\//);
  return viewer;
}
