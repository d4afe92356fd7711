// Proof: an earlier commit that doesn't know grants runs beside this one, on the database that this one has migrated. It keeps
// verifying keys, registers apps, and removes people, deletes apps and FHIR servers that have grants. What it does succeeds, and
// no token of such a grant reads data afterwards, on either of them. Needs a checkout of the earlier commit that was built.
// `npm run prove -- beside-former CHECKOUT`
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey, insertMember, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { insertGrantToken, insertPersonLink, type TestGrant } from "#e2e/support/oauth/grants.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";

const checkout = process.argv[2];
if (checkout === undefined) throw new Error("Usage: npm run prove -- beside-former CHECKOUT");
const [build] = readdirSync(checkout).filter((name) => name.startsWith(".next-"));
if (build === undefined) throw new Error("The checkout was not built");

const engine = await startFhirEngine({ records: false });
await engine.seed([{ resourceType: "Observation", id: "o1", status: "final" }]);
const fleet = await startFleet({ serve: ["console"], environment: { FHIR_ALLOW_LOOPBACK: "true" } });
const { database, postgres, team } = fleet;
const current = fleet.instances[0]?.origin ?? assert.fail();
const former = await startConsole({
  checkout,
  environment: {
    NEXT_DIST_DIR: build,
    DATABASE_URL: postgres.url,
    SESSION_SECRET: fleetSecrets.session.join(","),
    AUDIT_SECRET: fleetSecrets.audit.join(","),
    AUTH_ANY_TEAM: "true",
    FHIR_ALLOW_LOOPBACK: "true",
    LOG_LEVEL: "warn",
  },
});

const problems: string[] = [];

async function sendTo(
  origin: string,
  [method, path, body]: [method: string, path: string, body?: unknown],
  headers: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${origin}/v1/api${path}`, {
    method,
    headers: { ...headers, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) problems.push(`${method} ${path} of the former: ${response.status} ${text}`);
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

const manager = await insertKey(database, team, {
  ...unlimited,
  inheritsPermissions: false,
  permissions: Object.keys(builtInPermissions),
});

function askFormer(...call: [method: string, path: string, body?: unknown]) {
  return sendTo(former.origin, call, { authorization: `Bearer ${manager.secret}` });
}

async function askFormerAs(userId: string, ...call: [method: string, path: string, body?: unknown]) {
  const { cookie } = await insertLiveSession(database, { secrets: fleetSecrets }, userId);
  return sendTo(former.origin, call, { cookie, origin: former.origin, "x-team-id": team.id });
}

async function read(origin: string, serverId: string, token: string): Promise<number> {
  const response = await fetch(`${gatewayUrl(origin, serverId)}/Observation/o1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.text();
  return response.status;
}

interface Given extends TestGrant {
  memberId: string;
  serverId: string;
  email: string;
}

/** A grant of a person who is also linked to a resource, with a launch that waits. */
async function give(of: TestTeam): Promise<Given> {
  const { id: userId, memberId, email } = await insertMember(database, of, "developer");
  const serverId = await insertGateway(database, of, { baseUrl: engine.baseUrl });
  await insertPersonLink(database, { serverId, userId, reference: "Patient/p1" });
  const grant = await insertGrantToken(database, of, { serverId, userId, scopes: ["user/Observation.rs"] });
  await database.prisma.appLaunch.create({
    data: {
      hash: new Uint8Array(Buffer.from(grant.id.padEnd(32).slice(-32))),
      appId: grant.app.id,
      userId,
      serverId,
      baseUrl: engine.baseUrl,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 300_000),
    },
  });
  return { ...grant, memberId, serverId, email };
}

async function rejoin({ memberId, userId, email }: Given): Promise<void> {
  await askFormerAs(team.owner.id, "DELETE", `/teams/${team.id}/members/${memberId}`);
  const { body } = await askFormerAs(team.owner.id, "POST", `/teams/${team.id}/invitations`, {
    email,
    role: "developer",
  });
  const token = String(Reflect.get(Object(body), "url"))
    .split("/")
    .at(-1);
  const { cookie } = await insertLiveSession(database, { secrets: fleetSecrets }, userId);
  // Without a team: they aren't in this one.
  const headers = { cookie, origin: former.origin };
  await sendTo(former.origin, ["POST", "/invitations/accept", { token }], headers);
}

const endings: Record<string, (given: Given) => Promise<unknown>> = {
  "removes the person": ({ memberId }) =>
    askFormerAs(team.owner.id, "DELETE", `/teams/${team.id}/members/${memberId}`),
  "removes the person and adds them again": rejoin,
  "suspends the person": ({ memberId }) =>
    askFormerAs(team.owner.id, "PATCH", `/teams/${team.id}/members/${memberId}`, { status: "suspended" }),
  "lowers the person's role": ({ memberId }) =>
    askFormerAs(team.owner.id, "PATCH", `/teams/${team.id}/members/${memberId}`, { role: "viewer" }),
  "deletes the person's account": ({ userId, email }) => askFormerAs(userId, "DELETE", "/me", { email }),
  "disables the app": ({ app }) => askFormer("POST", `/apps/${app.id}/disable`),
  "deletes the app": ({ app }) => askFormer("DELETE", `/apps/${app.id}`),
  "deletes the server": ({ serverId }) => askFormer("DELETE", `/fhir/servers/${serverId}`),
  "turns the gateway off": ({ serverId }) =>
    askFormer("PATCH", `/fhir/servers/${serverId}/gateway`, { enabled: false }),
  "changes the base URL": ({ serverId }) =>
    askFormer("PATCH", `/fhir/servers/${serverId}`, { baseUrl: "http://127.0.0.1:1/fhir" }),
};

try {
  const accepted = await insertKey(database, team, unlimited);
  for (const origin of [current, former.origin]) {
    assert.equal(await requestAuth(origin, accepted.secret), 200);
  }
  const registered = await askFormer("POST", "/apps", {
    name: "Reports",
    kind: "service",
    environment: "development",
    scopes: ["workers:read"],
  });
  console.log(`the former registers an app: ${registered.status}`);
  for (const [name, end] of Object.entries(endings)) {
    const given = await give(team);
    const before = [
      await read(current, given.serverId, given.token),
      await read(former.origin, given.serverId, given.token),
    ];
    await end(given);
    await wait(1_000);
    const after = [
      await read(current, given.serverId, given.token),
      await read(former.origin, given.serverId, given.token),
    ];
    console.log(`the former ${name}: before ${before.join(" and ")}, a second later ${after.join(" and ")}`);
    if (before[0] !== 200 || before[1] === 200 || after.includes(200))
      problems.push(`${name}: a token read data`);
  }
  for (const origin of [current, former.origin]) {
    if ((await requestAuth(origin, accepted.secret)) !== 200) problems.push("a key stopped working");
  }
  const failed = former
    .readOutput()
    .split("\n")
    .filter((line) => /foreign key|violates|23503/.test(line));
  problems.push(...failed.map((line) => line.slice(0, 300)));
  for (const problem of problems) console.log(problem);
  console.log(`${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await former.stop();
  await fleet.stop();
  await engine.close();
}
