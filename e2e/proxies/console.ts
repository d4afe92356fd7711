import { expect } from "@playwright/test";
import { createSetUpCode } from "#lib/auth/set-up-code.ts";
import { type ConsoleProcess, startConsole } from "#lib/testing/console-process.ts";
import { password } from "../people.ts";
import { type Received, type RunningProxy, send } from "./client.ts";

export const consoleHost = "console.example.com";
export const consoleOrigin = `https://${consoleHost}`;

const email = "ada@example.com";
const sessionSecret = "a session secret for the tests of proxies";

/** A console as the guide has it started, behind proxies; the id of its first account's team. */
export async function startConsoleBehindProxies(): Promise<{ running: ConsoleProcess; teamId: string }> {
  const running = await startConsole({
    environment: {
      PUBLIC_URL: consoleOrigin,
      TRUST_PROXY: "1",
      SESSION_SECRET: sessionSecret,
      LOG_LEVEL: "debug",
    },
  });
  const response = await fetch(`${running.origin}/v1/api/users`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: consoleOrigin, "x-forwarded-proto": "https" },
    body: JSON.stringify({
      name: "Ada Lovelace",
      email,
      password,
      setupCode: createSetUpCode([sessionSecret]),
    }),
  });
  expect(response.status, await response.clone().text()).toBe(201);
  const { teamId } = await response.json();
  return { running, teamId };
}

function readCookies({ headers }: Received): string {
  return [
    ...(headers["set-cookie"] ?? "").matchAll(/(?:^|, )((?:__Host-|__Secure-)?next-auth[\w.-]*=[^;]*)/g),
  ]
    .map(([, pair]) => pair)
    .join("; ");
}

/** Signs in through the proxy as a browser does; the session's cookie. */
export async function signInThrough(proxy: RunningProxy): Promise<string> {
  const asked = await send(proxy, consoleHost, "/api/auth/csrf");
  const { csrfToken } = JSON.parse(asked.body);
  const form = new URLSearchParams({ csrfToken, email, password, json: "true" }).toString();
  const signedIn = await send(proxy, consoleHost, "/api/auth/callback/credentials", {
    method: "POST",
    headers: [
      "Content-Type",
      "application/x-www-form-urlencoded",
      "Cookie",
      readCookies(asked),
      "Origin",
      consoleOrigin,
    ],
    body: form,
  });
  const cookie = readCookies(signedIn);
  expect(cookie, `${signedIn.status} ${signedIn.body}`).toMatch(
    /__Host-next-auth\.session-token|__Secure-next-auth\.session-token/,
  );
  return cookie;
}

/** A change made from a page of the console, in a browser that is signed in. */
export function change(
  proxy: RunningProxy,
  path: string,
  body: unknown,
  { cookie, origin = consoleOrigin }: { cookie: string; origin?: string },
): Promise<Received> {
  return send(proxy, consoleHost, `/v1/api${path}`, {
    method: "POST",
    headers: ["Content-Type", "application/json", "Cookie", cookie, "Origin", origin],
    body: JSON.stringify(body),
  });
}

/** The secret of a new key, generated through the proxy. */
export async function generateKey(
  proxy: RunningProxy,
  cookie: string,
  fields: Record<string, unknown>,
): Promise<string> {
  const created = await change(proxy, "/keys", { environment: "production", ...fields }, { cookie });
  expect(created.status, created.body).toBe(201);
  return JSON.parse(created.body).secret;
}

/** What the console tells of a key that it admits, by name of header; empty where there is nothing to tell. */
export async function readIdentity(
  { origin }: ConsoleProcess,
  teamId: string,
  secret: string,
): Promise<Record<string, string>> {
  const response = await fetch(`${origin}/v1/api/auth?team=${teamId}`, {
    headers: { authorization: `Bearer ${secret}`, "x-forwarded-proto": "https" },
  });
  expect(response.status).toBe(200);
  return Object.fromEntries(identityHeaders.map((name) => [name, response.headers.get(name) ?? ""]));
}

export const identityHeaders = [
  "x-key-id",
  "x-team-id",
  "x-owner-id",
  "x-environment",
  "x-external-id",
  "x-permissions",
];
