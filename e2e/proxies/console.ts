import { expect } from "@playwright/test";
import { type ConsoleProcess, startConsole } from "#e2e/support/servers/console-process.ts";
import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { password } from "../people.ts";
import { type Received, type RunningProxy, send } from "./client.ts";

export const consoleHost = "console.example.com";
const consoleOrigin = `https://${consoleHost}`;

const email = "ada@example.com";
export const sessionSecret = "a session secret for the tests of proxies";

/** Starts a console behind proxies as the guide describes. Also returns the ID of its first account's team. */
export async function startConsoleBehindProxies(): Promise<{ running: ConsoleProcess; teamId: string }> {
  const running = await startConsole({
    environment: {
      PUBLIC_URL: consoleOrigin,
      TRUST_PROXY: "1",
      SESSION_SECRET: sessionSecret,
      LOG_LEVEL: "debug",
      FHIR_ALLOW_LOOPBACK: "true",
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

/** Signs in through the proxy as a browser does. Returns the session cookie. */
export async function signInThrough(proxy: RunningProxy): Promise<string> {
  const csrf = await send(proxy, consoleHost, "/api/auth/csrf");
  const { csrfToken } = JSON.parse(csrf.body);
  const form = new URLSearchParams({ csrfToken, email, password, json: "true" }).toString();
  const signedIn = await send(proxy, consoleHost, "/api/auth/callback/credentials", {
    method: "POST",
    headers: [
      "Content-Type",
      "application/x-www-form-urlencoded",
      "Cookie",
      readCookies(csrf),
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

/** Sends a change as a console page in a signed-in browser does. */
export function change(
  proxy: RunningProxy,
  path: string,
  body: unknown,
  { cookie, origin = consoleOrigin, method = "POST" }: { cookie: string; origin?: string; method?: string },
): Promise<Received> {
  return send(proxy, consoleHost, `/v1/api${path}`, {
    method,
    headers: ["Content-Type", "application/json", "Cookie", cookie, "Origin", origin],
    body: JSON.stringify(body),
  });
}

/** Generates a key through the proxy and returns its secret. */
export async function generateKey(
  proxy: RunningProxy,
  cookie: string,
  fields: Record<string, unknown>,
): Promise<string> {
  const created = await change(proxy, "/keys", { environment: "production", ...fields }, { cookie });
  expect(created.status, created.body).toBe(201);
  return JSON.parse(created.body).secret;
}

/** The identity headers the console sends for an accepted key. Missing ones are empty. */
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
