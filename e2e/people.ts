import { randomUUID } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";

export const password = "correct horse battery staple";

export interface Person {
  name: string;
  email: string;
}

/** A new account and its team, made and signed in as a person would; ends on the API Keys page. */
export async function signUp(page: Page, name = "Ada Lovelace"): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  await page.goto("/sign-up");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/t\/[^/]+/);
  await page.goto("/settings/api-keys");
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  return { name, email };
}

export interface MadeKey {
  id: string;
  secret: string;
}

/** A key made by the call that the page's own dialog makes. */
export async function createKey(page: Page, fields: Record<string, unknown>): Promise<MadeKey> {
  const response = await page.request.post("/v1/api/keys", {
    headers: { origin: new URL(page.url()).origin },
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
export async function getStatusWith(page: Page, secret: string): Promise<number> {
  const response = await page.request.get("/v1/api/workers", {
    headers: { authorization: `Bearer ${secret}`, cookie: "" },
  });
  return response.status();
}

/** The address of one of the pages of the team whose page is open. */
export function teamPath(page: Page, name: string): string {
  const [, team] = /\/t\/([^/]+)/.exec(page.url()) ?? [];
  return `/t/${team}/${name}`;
}

/** A colleague with the role of a viewer, signed in in a browser of their own. */
export async function inviteViewer(page: Page, browser: Browser): Promise<Page> {
  const { origin } = new URL(page.url());
  const email = `${randomUUID()}@example.com`;
  const { teamId } = await (await page.request.get("/v1/api/me")).json();
  const invited = await page.request.post(`/v1/api/teams/${teamId}/invitations`, {
    headers: { origin },
    data: { email, role: "viewer" },
  });
  const { url } = await invited.json();
  const invitationToken = new URL(url).pathname.split("/").at(-1);
  const context = await browser.newContext({ baseURL: origin });
  const joined = await context.request.post("/v1/api/users", {
    headers: { origin },
    data: { name: "Vera Viewer", email, password, invitationToken },
  });
  expect(joined.status()).toBe(201);
  const viewer = await context.newPage();
  await viewer.goto("/sign-in");
  await viewer.getByLabel("Email").fill(email);
  await viewer.getByLabel("Password").fill(password);
  await viewer.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(viewer).toHaveURL(/\/t\//);
  return viewer;
}
