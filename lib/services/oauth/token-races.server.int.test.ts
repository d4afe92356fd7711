import { generateKeyPairSync } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertDeveloperApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { decideVerdict } from "#lib/domain/keys/verdict.ts";
import { createChanges } from "#lib/platform/db/changes.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createSecretOfApp } from "#lib/services/apps/create-secret.ts";
import { deleteApp } from "#lib/services/apps/delete.ts";
import { disableApp } from "#lib/services/apps/disable.ts";
import { updateApp } from "#lib/services/apps/update.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findExchangeIssuer } from "#lib/services/federation/exchange/find-exchange-rules.ts";
import { deleteTrustedIssuer } from "#lib/services/federation/issuers/delete.ts";
import { updateTrustedIssuer } from "#lib/services/federation/issuers/update.ts";
import { deleteAppRule } from "#lib/services/federation/rules/delete.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";
import { findClientApp } from "./find-client-app.ts";
import { issueToken } from "./issue-token.ts";

// Tokens that are issued while what they come from ends. Rows lock each other only on a server.

let database: Database;
let team: TestTeam;
/** Issues tokens, and makes the changes. */
let first: Runtime;
/** Only verifies, and receives changes through the database. */
let second: Runtime;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
  first = startInstance(database);
  second = startInstance({ ...database, changes: createChanges() });
});

afterAll(async () => {
  for (const stop of stops) await stop();
  await database.close();
});

function startInstance(over: Database): Runtime {
  const plain = createTestRuntime(over);
  const keys = createKnownKeys(over, { maxKeys: 10_000, outageMs: 300_000 });
  const runtime = { ...plain, keys };
  const { stop } = followChanges(runtime);
  stops.push(stop, plain.close);
  return runtime;
}

const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one" }] };
const jwksUri = "https://app.example.com/jwks.json";

/**
 * The tokens that must end: those of requests for which the change hadn't happened yet. The app gets one after another until it
 * gets none, or until the signal. Both instances read each.
 */
async function keepIssuing(app: TestApp, secretId: string | null, until: AbortSignal): Promise<string[]> {
  const tokens: string[] = [];
  while (!until.aborted) {
    const now = new Date(first.keys.clock.now());
    const client = await findClientApp(database, app.id, { address: "203.0.113.9", now });
    if (client === null || client.tokensEndedAt !== null) break;
    const request = { app: client, secretId, scopes: client.scopes, now, format: client.format };
    const issued = await issueToken(first, request);
    if (issued === null) continue;
    tokens.push(issued.token);
    await Promise.all([first.keys.find(issued.token), second.keys.find(issued.token)]);
  }
  return tokens;
}

/** The same for tokens that the app's only rule got, in exchange for those of an issuer. */
async function keepExchanging(app: TestApp, issuer: string, until: AbortSignal): Promise<string[]> {
  const tokens: string[] = [];
  while (!until.aborted) {
    const now = new Date(first.keys.clock.now());
    const client = await findClientApp(database, app.id, { address: "203.0.113.9", now });
    const found = client === null ? null : await findExchangeIssuer(database, client, issuer);
    const ruleId = found?.rules[0]?.id;
    if (client === null || found === null || ruleId === undefined || found.jwks !== null) break;
    const exchange = { ruleId, issuerUpdatedAt: found.updatedAt, maxSeconds: 900 };
    const request = {
      app: client,
      secretId: null,
      exchange,
      scopes: client.scopes,
      now,
      format: client.format,
    };
    const issued = await issueToken(first, request);
    if (issued === null) continue;
    tokens.push(issued.token);
    await Promise.all([first.keys.find(issued.token), second.keys.find(issued.token)]);
  }
  return tokens;
}

async function decide(runtime: Runtime, token: string) {
  const key = await runtime.keys.find(token);
  if (key === null) return "NOT_FOUND";
  const question = { permissions: ["keys:write"] };
  return decideVerdict(key, question, runtime.keys.clock.now(), key.permissions).code;
}

test.each<[string, "secret" | "keys", (ctx: ServiceContext, id: string) => Promise<unknown>]>([
  ["the app is disabled", "secret", (ctx, id) => disableApp(ctx, { id })],
  ["the app is deleted", "secret", (ctx, id) => deleteApp(ctx, { id })],
  ["the secret ends", "secret", (ctx, id) => createSecretOfApp(ctx, { id, gracePeriodSeconds: 0 })],
  ["the scopes are narrowed", "secret", (ctx, id) => updateApp(ctx, { id, scopes: ["keys:read"] })],
  ["the public keys change", "keys", (ctx, id) => updateApp(ctx, { id, jwks: null, jwksUri })],
])("no token works a second after %s, however closely it was issued", async (_, means, end) => {
  const actor = await userActorOf(database, team, team.owner.id);
  const tokens: string[] = [];
  for (let round = 0; round < 6; round++) {
    const app = await insertDeveloperApp(database, team, { jwks });
    const ended = new AbortController();
    const issue = () => keepIssuing(app, means === "secret" ? app.secretId : null, ended.signal);
    // The request for the change arrives now, and waits before it is processed.
    const ctx = createContext(first, actor);
    const issuing = Promise.all([issue(), issue(), issue()]);
    await wait(20 + round * 5);
    await end(ctx, app.id);
    ended.abort();
    tokens.push(...(await issuing).flat());
  }
  expect(tokens.length).toBeGreaterThan(0);
  await wait(1_000);
  const both = [first, second];
  const codes = await Promise.all(tokens.flatMap((token) => both.map((runtime) => decide(runtime, token))));
  expect(codes).not.toContain("VALID");
});

test.each<
  [string, (ctx: ServiceContext, ids: { id: string; ruleId: string; issuerId: string }) => Promise<unknown>]
>([
  ["the rule is removed", (ctx, { id, ruleId }) => deleteAppRule(ctx, { id, ruleId })],
  ["the issuer isn't trusted any more", (ctx, { issuerId }) => deleteTrustedIssuer(ctx, { id: issuerId })],
  ["the issuer has other keys", (ctx, { issuerId }) => updateTrustedIssuer(ctx, { id: issuerId, jwks })],
])("no exchanged token works a second after %s, however closely it was issued", async (_, end) => {
  const actor = await userActorOf(database, team, team.owner.id);
  const tokens: string[] = [];
  for (let round = 0; round < 6; round++) {
    const app = await insertDeveloperApp(database, team);
    const issuer = `https://cluster-${app.id.replace("_", "-")}.example.com`;
    const issuerId = await insertTrustedIssuer(database, team, { issuer });
    const ruleId = await insertAppRule(database, { appId: app.id, issuerId });
    const ended = new AbortController();
    const ctx = createContext(first, actor);
    const issuing = Promise.all([1, 2, 3].map(() => keepExchanging(app, issuer, ended.signal)));
    await wait(20 + round * 5);
    await end(ctx, { id: app.id, ruleId, issuerId });
    ended.abort();
    tokens.push(...(await issuing).flat());
  }
  expect(tokens.length).toBeGreaterThan(0);
  await wait(1_000);
  const both = [first, second];
  const codes = await Promise.all(tokens.flatMap((token) => both.map((runtime) => decide(runtime, token))));
  expect(codes).not.toContain("VALID");
});

test("a token is issued or refused, without a deadlock, while its rule and issuer end", async () => {
  const actor = await userActorOf(database, team, team.owner.id);
  const countDeadlocks = async () => {
    const { rows } = await database.pool.query<{ deadlocks: string }>(
      "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
    );
    return Number(rows[0]?.deadlocks);
  };
  const before = await countDeadlocks();
  const app = await insertDeveloperApp(database, team);
  const issuer = "https://meeting.example.com";
  const issuerId = await insertTrustedIssuer(database, team, { issuer });
  const ruleId = await insertAppRule(database, { appId: app.id, issuerId });
  const now = new Date(first.keys.clock.now());
  const client = await findClientApp(database, app.id, { address: "203.0.113.9", now });
  const found = client === null ? null : await findExchangeIssuer(database, client, issuer);
  if (client === null || found === null) throw new Error("the app or its issuer is missing");
  const exchange = { ruleId, issuerUpdatedAt: found.updatedAt, maxSeconds: 900 };
  const holder = await database.pool.connect();
  // Both wait for the rule, each with what it has locked before.
  await holder.query("BEGIN");
  await holder.query("SELECT FROM app_rules WHERE id = $1 FOR UPDATE", [ruleId]);
  const { scopes, format } = client;
  const issuing = issueToken(first, { app: client, secretId: null, exchange, scopes, now, format });
  await wait(200);
  const deleting = deleteTrustedIssuer(createContext(first, actor), { id: issuerId });
  await wait(200);
  await holder.query("COMMIT");
  holder.release();
  const [issued] = await Promise.all([issuing, deleting]);
  if (issued !== null) expect(await decide(second, issued.token)).not.toBe("VALID");
  // Backends report what they have counted after a second at the latest.
  await wait(1_500);
  expect(await countDeadlocks()).toBe(before);
});
