import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { basic } from "#e2e/support/oauth/authorization-server.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import {
  agreeWith,
  createCodeForm,
  createRequest,
  insertPersonApp,
  type LaunchWorld,
  startLaunchWorld,
} from "#e2e/support/oauth/launch-world.ts";
import { createAppKey, createClaims, signToken } from "#e2e/support/oauth/sign-assertion.ts";
import type { Database } from "#lib/platform/db/database.ts";

let database: Database;
let world: LaunchWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startLaunchWorld(database);
});

afterAll(async () => {
  await world.stop();
  await database.close();
});

/** Every row of every table, as text. Binary columns are hexadecimal. */
async function dump(): Promise<Map<string, string>> {
  const { pool } = asOwner(database);
  const { rows } = await pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const tables = new Map<string, string>();
  for (const { name } of rows) {
    const found = await pool.query<{ text: string | null }>(
      `SELECT string_agg(row::text, E'\\n') AS text FROM "${name}" row`,
    );
    tables.set(name, found.rows[0]?.text ?? "");
  }
  return tables;
}

async function readJson(response: Response): Promise<Record<string, string>> {
  expect(response.status, await response.clone().text()).toBeLessThan(300);
  return (await response.json()) as Record<string, string>;
}

function post(path: string, body: object): Promise<Response> {
  return world.server.get(`/v1/api${path}`, {
    method: "POST",
    headers: {
      cookie: world.person.cookie,
      origin: world.server.origin,
      "content-type": "application/json",
      "x-team-id": world.team.id,
    },
    body: JSON.stringify(body),
  });
}

/** Opens a confidential app from a record and refreshes its tokens. Returns all that the app was shown. */
async function launchApp(): Promise<Record<string, string>> {
  const app = await insertPersonApp(world, {
    kind: "confidential",
    launchUri: "https://app.example.com/launch",
  });
  const context = { fhirServerId: world.fhir.id, patient: "p1" };
  const { launch = "" } = await readJson(await post(`/apps/${app.id}/launches`, context));
  const scope = "launch patient/Observation.rs offline_access openid fhirUser";
  const request = createRequest(world, app.id, { launch, scope });
  const address = await agreeWith(world, request, { patient: null });
  const first = await readJson(
    await world.server.post("/token", createCodeForm(address, request), basic(app)),
  );
  const form = { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" };
  const second = await readJson(await world.server.post("/token", form, basic(app)));
  return {
    "app secret": app.secret,
    "launch handle": launch,
    "authorization code": address.searchParams.get("code") ?? "",
    "code verifier": request.verifier,
    "access token": first.access_token ?? "",
    "used refresh token": first.refresh_token ?? "",
    "ID token": first.id_token ?? "",
    "second access token": second.access_token ?? "",
    "current refresh token": second.refresh_token ?? "",
  };
}

/** Exchanges a token of another issuer. Returns both tokens. */
async function exchange(): Promise<Record<string, string>> {
  const signer = createAppKey("RS256");
  const issuer = "https://builds.example.com";
  const audience = "https://console.example.com";
  const app = await insertApp(database, world.team);
  const jwks = { keys: [signer.jwk] };
  const issuerId = await insertTrustedIssuer(database, world.team, { preset: "github", issuer, jwks });
  await insertAppRule(database, { appId: app.id, issuerId, audience, claims: { repository_id: ["4711"] } });
  const claims = { ...createClaims(issuer, audience), sub: "build", repository_id: "4711" };
  const subject = signToken(signer, { alg: signer.alg, kid: signer.kid, typ: "JWT" }, claims);
  const answer = await world.server.post("/token", {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: app.id,
    subject_token: subject,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
  const { access_token: token = "" } = await readJson(answer);
  return {
    "subject token": subject,
    "jti of it": String(Reflect.get(claims, "jti")),
    "exchanged token": token,
  };
}

/** Sets the credential with which the console authenticates at a FHIR server. */
async function setCredential(): Promise<Record<string, string>> {
  const token = "the-token-of-the-hospital-4711";
  world.person = await world.insertPerson("admin");
  await readJson(await post(`/fhir/servers/${world.fhir.id}/credential`, { kind: "bearer", token }));
  return { "credential of the FHIR server": token };
}

/** How a value could be written in a dump. */
function listForms(value: string): string[] {
  const bytes = Buffer.from(value);
  return [value, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "")];
}

test("a dump of the database has no token, code, handle, secret or credential", async () => {
  const shown: Record<string, string> = {
    "secret of a key": (await insertKey(database, world.team)).secret,
    "session cookie": world.person.cookie.split("=")[1] ?? "",
    ...(await launchApp()),
    ...(await exchange()),
    ...(await setCredential()),
  };
  const tables = await dump();
  const found = Object.entries(shown).flatMap(([name, value]) => {
    expect(value.length, name).toBeGreaterThan(20);
    return [...tables].flatMap(([table, text]) =>
      listForms(value).some((form) => text.includes(form)) ? [`${name} in ${table}`] : [],
    );
  });
  expect(found).toEqual([]);
  // What was shown is there as a digest, so the dump has these rows.
  const digestOf = (name: string) =>
    createHash("sha256")
      .update(shown[name] ?? "")
      .digest("hex");
  const digests: [table: string, name: string][] = [
    ["app_launches", "launch handle"],
    ["authorization_codes", "authorization code"],
    ["refresh_tokens", "used refresh token"],
    ["refresh_tokens", "current refresh token"],
    ["app_tokens", "access token"],
    ["app_tokens", "exchanged token"],
    ["app_secrets", "app secret"],
  ];
  for (const [table, name] of digests) expect(tables.get(table), name).toContain(digestOf(name));
});
