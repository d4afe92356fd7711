import { generateKeyPairSync } from "node:crypto";
import type { Page } from "@playwright/test";
import { insertRefusedRule, registerKeylessApp } from "#e2e/apps/keyless.ts";
import { createAuthorizeUrl, giveAccess, registerLaunchedApp, send } from "#e2e/apps/launching.ts";
import { expect } from "#e2e/fixtures.ts";
import { createKey, signUp } from "#e2e/people.ts";

/** Contents that need much room: long, right-to-left and Chinese names, and names that can't be broken. */
export const label = "Integration und Abnahme (EU-2)";
export const names = [
  "Nightly reconciliation of invoices between the billing system and the ledger",
  "مزامنة مواعيد العيادة مع نظام المستشفى الرئيسي",
  "患者記録同期サービス本番環境用キー（東京リージョン）",
  "Billing",
  "W".repeat(60),
] as const;

export async function post(page: Page, path: string, data: object): Promise<{ id: string }> {
  const { origin } = new URL(page.url());
  const response = await page.request.post(`/v1/api${path}`, { headers: { origin }, data });
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return response.json();
}

async function createKeys(page: Page, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < count; start += 10) {
    const batch = Array.from({ length: Math.min(10, count - start) }, (_, step) => start + step);
    const created = await Promise.all(
      batch.map((index) =>
        createKey(page, {
          name: `${names[index % names.length]} ${index}`,
          environment: index % 2 === 0 ? "long" : "development",
          expiresAt: index % 3 === 0 ? new Date(Date.now() + 300_000_000).toISOString() : null,
          ...(index === 1 ? { description: label.repeat(5), allowedIps: ["2001:db8::/48"] } : {}),
        }),
      ),
    );
    ids.push(...created.map(({ id }) => id));
  }
  return ids;
}

/** Requests that are accepted, and some that are rejected. */
async function sendRequests(page: Page, secret: string): Promise<void> {
  const me = await (await page.request.get("/v1/api/me")).json();
  for (const query of ["", "", "&permission=keys:write", "&environment=long"]) {
    const headers = { authorization: `Bearer ${secret}`, cookie: "" };
    await page.request.get(`/v1/api/auth?team=${me.team.id}${query}`, { headers });
  }
}

/** Apps that prove who they are with a secret, with pasted keys and with keys at an address. Returns the ID of the first. */
async function createApps(page: Page): Promise<string> {
  const app = { kind: "service", environment: "long", scopes: ["workers:read", "system/Observation.rs"] };
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k".repeat(60) }] };
  const jwksUri = `https://${"keys-".repeat(10)}west.example.com/jwks.json`;
  await post(page, "/apps", { ...app, name: names[2], jwksUri });
  await post(page, "/apps", { ...app, name: names[4], jwks });
  const { id } = await post(page, "/apps", { ...app, name: names[0], description: label.repeat(5) });
  await post(page, `/apps/${id}/secrets`, {});
  return id;
}

/** A FHIR server with a credential and an open gateway, which an app and a key can reach. Returns its ID and base URL for apps. */
async function createServer(page: Page): Promise<{ id: string; iss: string }> {
  const baseUrl = `https://${"fhir-".repeat(10)}west.example.com/clinics/r4`;
  const { id } = await post(page, "/fhir/servers", { name: names[2], baseUrl, environment: "long" });
  await createKey(page, { name: names[4], environment: "long", permissions: ["fhir.data:read"] });
  const credential = { kind: "backend-services", clientId: "c".repeat(90), scopes: "system/*.cruds" };
  await post(page, `/fhir/servers/${id}/credential`, credential);
  const headers = { origin: new URL(page.url()).origin };
  const data = { enabled: true, allowsKeys: true };
  const opened = await page.request.patch(`/v1/api/fhir/servers/${id}/gateway`, { headers, data });
  expect(opened.status()).toBe(200);
  return { id, iss: (await opened.json()).gateway.url };
}

/**
 * An app that people open. The owner gave it access once with many scopes and ended that, and once with few; they are linked to a
 * record. Returns its ID, and addresses where it asks for access with and without a patient, and at the wrong address.
 */
async function createLaunchedApp(page: Page, server: { id: string; iss: string }) {
  const callback = `https://${"growth-".repeat(9)}charts.example.com/callback`;
  const types = ["AllergyIntolerance", "MedicationAdministration", "Observation", "Patient", "Procedure"];
  const scopes = [...types.map((type) => `patient/${type}.cruds`), ...types.map((type) => `user/${type}.rs`)];
  const app = await registerLaunchedApp(page, {
    name: names[1],
    description: label.repeat(9),
    environment: "long",
    scopes,
    redirectUris: [callback, `${callback}?${"next=".repeat(20)}`],
    launchUri: `https://${"growth-".repeat(9)}charts.example.com/launch`,
  });
  const asking = { app, server, callback };
  await giveAccess(page, { ...asking, scope: scopes.slice(5).join(" ") }, null);
  const { data } = await send(page, "GET", "/me/grants");
  await send(page, "DELETE", `/me/grants/${data[0].id}`);
  await giveAccess(page, { ...asking, scope: "openid fhirUser offline_access" }, null);
  const { id: userId } = await send(page, "GET", "/me");
  await send(page, "PUT", `/fhir/servers/${server.id}/people/${userId}`, {
    reference: `Patient/${"p".repeat(64)}`,
  });
  const scope = `openid fhirUser launch/patient offline_access ${scopes.join(" ")} patient/Group.rs`;
  const questions = [
    { ...asking, scope: `openid ${scopes[5]}` },
    { ...asking, scope },
    { ...asking, callback: `${callback}2`, scope },
  ].map((one) => createAuthorizeUrl(one).url);
  return { launched: app.id, questions };
}

/** An app without a secret, with a rule about an issuer that has long claims, and a refused token. Returns its ID. */
async function createKeylessApp(page: Page): Promise<string> {
  const { id } = await registerKeylessApp(page, { name: names[4], environment: "long" });
  await insertRefusedRule(page, id, {
    issuerName: names[0],
    name: names[1],
    issuer: `https://${"issuer-".repeat(8)}west.example.com/clusters/r4`,
    claims: {
      environment: [label, "W".repeat(90)],
      [`/kubernetes.io/${"nested-".repeat(9)}claim`]: ["refs/heads/".repeat(14), "refs/heads/main"],
    },
  });
  return id;
}

/**
 * A team with so many keys, AI workers, apps and a FHIR server. Returns the IDs of two keys, one of which has usage, three apps and the
 * server, and addresses where an app asks for access.
 */
export async function createFullTeam(page: Page, keyCount: number) {
  await signUp(page, "ليلى حداد الأنصاري");
  await post(page, "/environments", { slug: "long", label, color: "purple" });
  const [rotated = "", described = "", disabled = ""] = await createKeys(page, keyCount);
  await post(page, `/keys/${rotated}/rotate`, {});
  await post(page, `/keys/${disabled}/disable`, {});
  const used = await createKey(page, { name: names[3], permissions: ["workers:read"] });
  await sendRequests(page, used.secret);
  await post(page, "/workers", { name: names[0], environment: "long" });
  await post(page, "/workers", { name: names[1], environment: "development" });
  const app = await createApps(page);
  const keyless = await createKeylessApp(page);
  const server = await createServer(page);
  const launched = await createLaunchedApp(page, server);
  return { described, used: used.id, app, keyless, server: server.id, ...launched };
}
