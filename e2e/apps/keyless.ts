import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { type AppKey, createAppKey, signToken } from "#e2e/support/oauth/sign-assertion.ts";

const origin = () => process.env.E2E_ORIGIN ?? "";

async function post(page: Page, path: string, data: object) {
  const response = await page.request.post(`${origin()}/v1/api${path}`, {
    headers: { origin: origin() },
    data,
  });
  expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
  return response.json();
}

/** A service without a secret. */
export function registerKeylessApp(page: Page, fields: object = {}): Promise<{ id: string }> {
  return post(page, "/apps", {
    name: "Deployments",
    kind: "service",
    environment: "development",
    scopes: ["workers:read"],
    withSecret: false,
    ...fields,
  });
}

/** Exchanges a token with these claims for one of the app. Returns the status. */
export async function exchangeToken(
  page: Pick<Page, "request">,
  appId: string,
  key: AppKey,
  claims: Record<string, unknown>,
): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, exp: now + 300, jti: randomUUID() };
  const response = await page.request.post(`${origin()}/oauth/token`, {
    form: {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      client_id: appId,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      subject_token: signToken(key, { alg: key.alg, kid: key.kid, typ: "JWT" }, { ...times, ...claims }),
    },
  });
  return response.status();
}

/** Adds an issuer with uploaded keys and a rule about it to the app, and lets the rule refuse a token. */
export async function insertRefusedRule(
  page: Page,
  appId: string,
  fields: {
    name?: string;
    issuerName?: string;
    issuer?: string;
    claims?: Record<string, string[]>;
  } = {},
): Promise<void> {
  const {
    name = "Deployments from main",
    issuerName = "Builds",
    issuer = "https://builds.example.com",
    claims = { ref: ["refs/heads/main"] },
  } = fields;
  const key = createAppKey("ES256");
  const created = await post(page, "/trusted-issuers", {
    name: issuerName,
    preset: "custom",
    issuer,
    jwks: { keys: [key.jwk] },
  });
  const audience = origin();
  const rule = { name, issuerId: created.id, audience, claims: { sub: ["builder"], ...claims } };
  await post(page, `/apps/${appId}/rules`, rule);
  const claim = Object.keys(claims)[0] ?? "";
  const refused = { iss: issuer, aud: audience, sub: "builder", [claim]: "refs/heads/".repeat(15) };
  expect(await exchangeToken(page, appId, key, refused)).toBe(400);
}
