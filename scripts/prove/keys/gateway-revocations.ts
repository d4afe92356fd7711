// Proof: what ends access to a FHIR server holds at the gateway of every instance within a second: its gateway turned off, keys
// no longer allowed, another base URL, the server deleted; a key deleted or disabled; an app's token revoked, its app disabled,
// deleted or without the scope, its secret ended or replaced, its public keys changed; what a person gave an app ended by them or by
// an admin, the person removed, suspended, with a lower role, or no longer the patient, that app disabled, deleted or without the
// scope, and that server deleted or its gateway turned off. Two instances with one PostgreSQL server are asked all the time.
// `npm run prove -- gateway-revocations [how many]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { insertKey, insertMember } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { seededResources } from "#e2e/support/fhir/canaries.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { insertGrantToken, insertPersonLink, type TestGrant } from "#e2e/support/oauth/grants.ts";
import { createAppEndings } from "#e2e/support/verification/app-endings.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { runConcurrently } from "#e2e/support/verification/revoke-and-verify.ts";
import { builtInPermissions } from "#lib/domain/rbac/permissions.ts";

const total = Number(process.argv[2] ?? 1_000);
const workers = 6;
const limitMs = 1_000;
const token = "the-token-of-the-hospital";

const engine = await startFhirEngine({ authorization: `Bearer ${token}` });
await engine.seed(seededResources);
const fleet = await startFleet({
  serve: ["console", "console"],
  environment: { FHIR_ALLOW_LOOPBACK: "true" },
});
const { database, team, instances } = fleet;
const origins = instances.map(({ origin }) => origin);
const [first = ""] = origins;
const manager = await insertKey(database, team, {
  ...unlimited,
  inheritsPermissions: false,
  permissions: Object.keys(builtInPermissions),
});

const asManager = { authorization: `Bearer ${manager.secret}` };

async function mutate(
  method: string,
  path: string,
  body?: unknown,
  caller: Record<string, string> = asManager,
): Promise<void> {
  const response = await fetch(`${first}/v1/api${path}`, {
    method,
    headers: { ...caller, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path} answered ${response.status}: ${text}`);
}

interface Ending {
  serverId: string;
  credential: string;
  end: () => Promise<unknown>;
}

function register(): Promise<string> {
  return insertGateway(database, team, {
    baseUrl: engine.baseUrl,
    allowsKeys: true,
    credential: { kind: "bearer", token },
    secrets: fleetSecrets.session,
  });
}

async function createKey() {
  const permissions = ["fhir.data:read"];
  return insertKey(database, team, { ...unlimited, inheritsPermissions: false, permissions });
}

const shared = await register();
const sharedKey = await createKey();

async function endServer(change: (id: string) => Promise<unknown>): Promise<Ending> {
  const serverId = await register();
  return { serverId, credential: sharedKey.secret, end: () => change(serverId) };
}

async function endKey(change: (id: string) => Promise<unknown>): Promise<Ending> {
  const { id, secret } = await createKey();
  return { serverId: shared, credential: secret, end: () => change(id) };
}

interface Given extends TestGrant {
  memberId: string;
  serverId: string;
}

/** What a developer gave an app for the patient of the observation that is read. */
async function endGrant(
  end: (given: Given) => Promise<unknown>,
  { role = "developer", serverId = shared }: { role?: "developer" | "viewer"; serverId?: string } = {},
): Promise<Ending> {
  const { id: userId, memberId } = await insertMember(database, team, role);
  const options = { serverId, userId, scopes: ["patient/*.rs"], patientId: "p1" };
  const given = { ...(await insertGrantToken(database, team, options)), memberId, serverId };
  if (role === "viewer") await insertPersonLink(database, { serverId, userId, reference: "Patient/p1" });
  return { serverId, credential: given.token, end: () => end(given) };
}

async function endGrantOfServer(change: (id: string) => Promise<unknown>): Promise<Ending> {
  return endGrant(({ serverId }) => change(serverId), { serverId: await register() });
}

/** People change members: the keys of this proof belong to an environment that doesn't allow it. */
async function mutateAs(userId: string, method: string, path: string, body?: unknown): Promise<void> {
  const { cookie } = await insertLiveSession(database, { secrets: fleetSecrets }, userId);
  await mutate(method, path, body, { cookie, origin: first, "x-team-id": team.id });
}

function changeMember({ memberId }: Given, method: "PATCH" | "DELETE", body?: unknown): Promise<void> {
  return mutateAs(team.owner.id, method, `/teams/${team.id}/members/${memberId}`, body);
}

const appEndings = Object.entries(await createAppEndings(database, team, first)).map(
  ([name, create]): [string, () => Promise<Ending>] => [
    name,
    async () => {
      const { secret, revoke } = await create();
      return { serverId: shared, credential: secret, end: revoke };
    },
  ],
);

const kinds: Record<string, () => Promise<Ending>> = {
  "gateway turned off": () =>
    endServer((id) => mutate("PATCH", `/fhir/servers/${id}/gateway`, { enabled: false })),
  "keys no longer allowed": () =>
    endServer((id) => mutate("PATCH", `/fhir/servers/${id}/gateway`, { allowsKeys: false })),
  "another base URL": () =>
    endServer((id) => mutate("PATCH", `/fhir/servers/${id}`, { baseUrl: "http://127.0.0.1:1/fhir" })),
  "server deleted": () => endServer((id) => mutate("DELETE", `/fhir/servers/${id}`)),
  "key deleted": () => endKey((id) => mutate("DELETE", `/keys/${id}`)),
  "key disabled": () => endKey((id) => mutate("POST", `/keys/${id}/disable`)),
  "grant ended by the person": () =>
    endGrant(({ id, userId }) => mutateAs(userId, "DELETE", `/me/grants/${id}`)),
  "grant ended by an admin": () =>
    endGrant(({ id, app }) => mutate("DELETE", `/apps/${app.id}/grants/${id}`)),
  "person removed": () => endGrant((given) => changeMember(given, "DELETE")),
  "person suspended": () => endGrant((given) => changeMember(given, "PATCH", { status: "suspended" })),
  "person with a lower role": () => endGrant((given) => changeMember(given, "PATCH", { role: "viewer" })),
  "person no longer the patient": () =>
    endGrant(({ userId }) => mutate("DELETE", `/fhir/servers/${shared}/people/${userId}`), {
      role: "viewer",
    }),
  "app of the grant disabled": () => endGrant(({ app }) => mutate("POST", `/apps/${app.id}/disable`)),
  "app of the grant deleted": () => endGrant(({ app }) => mutate("DELETE", `/apps/${app.id}`)),
  "app of the grant narrowed": () =>
    endGrant(({ app }) =>
      mutate("PATCH", `/apps/${app.id}`, {
        scopes: ["patient/Condition.rs"],
        redirectUris: ["https://app.example.com/"],
      }),
    ),
  "gateway of the grant turned off": () =>
    endGrantOfServer((id) => mutate("PATCH", `/fhir/servers/${id}/gateway`, { enabled: false })),
  "server of the grant deleted": () => endGrantOfServer((id) => mutate("DELETE", `/fhir/servers/${id}`)),
  ...Object.fromEntries(appEndings),
};

async function isAccepted(origin: string, { serverId, credential }: Ending): Promise<boolean> {
  const response = await fetch(`${gatewayUrl(origin, serverId)}/Observation/o1`, {
    headers: { authorization: `Bearer ${credential}` },
  });
  await response.arrayBuffer();
  assert.ok([200, 401, 403, 404, 429].includes(response.status), `answered ${response.status}`);
  return response.status === 200;
}

interface Outcome {
  kind: string;
  /** How long after the 2xx the last accepted request was sent, by instance. 0: none was. */
  lagsMs: number[];
}

async function measure(kind: string): Promise<Outcome> {
  const ending = await kinds[kind]?.();
  assert.ok(ending !== undefined);
  for (const origin of origins) assert.ok(await isAccepted(origin, ending), `${kind}: never accepted`);
  let acknowledgedAtMs = Number.POSITIVE_INFINITY;
  const follow = async (origin: string): Promise<number> => {
    let lastAtMs = 0;
    let rejected = 0;
    while (rejected < 5 || acknowledgedAtMs === Number.POSITIVE_INFINITY) {
      const sentAtMs = performance.now();
      if (await isAccepted(origin, ending)) {
        lastAtMs = sentAtMs;
        rejected = 0;
      } else rejected += 1;
      await wait(20);
    }
    return Math.max(0, lastAtMs - acknowledgedAtMs);
  };
  const ended = ending.end().then(() => {
    acknowledgedAtMs = performance.now();
  });
  const [lagsMs] = await Promise.all([Promise.all(origins.map(follow)), ended]);
  return { kind, lagsMs };
}

try {
  const names = Object.keys(kinds);
  const plan = Array.from({ length: total }, (_, index) => names[index % names.length] ?? "");
  const outcomes = await runConcurrently(plan, workers, measure);
  for (const name of names) {
    const own = outcomes.filter(({ kind }) => kind === name);
    const longest = origins.map((_, index) => Math.max(0, ...own.map(({ lagsMs }) => lagsMs[index] ?? 0)));
    const [here = 0, elsewhere = 0] = longest;
    console.log(
      `${name}: ${own.length}; last accepted after the 2xx: ${here.toFixed(0)} ms, elsewhere ${elsewhere.toFixed(0)} ms`,
    );
  }
  const late = outcomes.filter(({ lagsMs }) => lagsMs.some((lag) => lag > limitMs)).length;
  console.log(`${outcomes.length} endings: ${late} were accepted for longer than ${limitMs} ms`);
  process.exitCode = late === 0 ? 0 : 1;
} finally {
  await fleet.stop();
  await engine.close();
}
