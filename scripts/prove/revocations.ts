// Proof: a key that was revoked is dead at once in every thread of the instance that acknowledged it, and within a second
// in every thread of another instance: deleted, disabled, rotated now, its owner removed, suspended or demoted. Then the same with the listening connection
// cut again and again and one transaction held open: within five seconds.
// `npm run prove -- revocations [how many] [threads of each instance]`
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { builtInPermissions } from "#lib/rbac/permissions.ts";
import { insertKey, insertMember } from "#lib/testing/fixtures.ts";
import { startFleet, unlimited } from "#lib/testing/fleet.ts";
import { connectToThreads, type ThreadConnections, waitForThreads } from "#lib/testing/thread-connections.ts";

const total = Number(process.argv[2] ?? 10_000);
const threads = Number(process.argv[3] ?? 2);
const workers = 8;
/** How many connections to each thread are asked. */
const connectionsEach = 2;
const fleet = await startFleet({
  serve: ["console", "api"],
  environment: { VERIFY_THREADS: String(threads) },
});
const { database, team, owner } = fleet;
const [firstInstance, secondInstance] = fleet.instances;
assert.ok(firstInstance !== undefined && secondInstance !== undefined);
const { origin: first } = firstInstance;
const connecting = { threads, each: connectionsEach, secret: owner.secret };
await waitForThreads(firstInstance, threads);
await waitForThreads(secondInstance, threads);
const here = await connectToThreads(firstInstance, connecting);
const elsewhere = await connectToThreads(secondInstance, connecting);

/** Lists what it takes to manage people, in the environment that allows it. */
const manager = await insertKey(database, team, {
  ...unlimited,
  environmentId: team.environments.production ?? "",
  inheritsPermissions: false,
  permissions: Object.keys(builtInPermissions),
});

interface Doomed {
  secret: string;
  revoke: () => Promise<void>;
}

async function mutate(method: string, path: string, body?: unknown): Promise<void> {
  const { secret } = path.startsWith("/teams/") ? manager : owner;
  const response = await fetch(`${first}/v1/api${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

async function createOwnKey(revoke: (id: string) => Promise<void>): Promise<Doomed> {
  const { id, secret } = await insertKey(database, team, unlimited);
  return { secret, revoke: () => revoke(id) };
}

async function createMembersKey(revoke: (path: string) => Promise<void>): Promise<Doomed> {
  const member = await insertMember(database, team, "developer");
  const { secret } = await insertKey(database, team, { ownerUserId: member.id, ...unlimited });
  return { secret, revoke: () => revoke(`/teams/${team.id}/members/${member.memberId}`) };
}

const kinds: Record<string, () => Promise<Doomed>> = {
  deleted: () => createOwnKey((id) => mutate("DELETE", `/keys/${id}`)),
  disabled: () => createOwnKey((id) => mutate("POST", `/keys/${id}/disable`)),
  rotated: () => createOwnKey((id) => mutate("POST", `/keys/${id}/rotate`, { gracePeriodSeconds: 0 })),
  removed: () => createMembersKey((path) => mutate("DELETE", path, { keys: "revoke" })),
  suspended: () => createMembersKey((path) => mutate("PATCH", path, { status: "suspended" })),
  demoted: () => createMembersKey((path) => mutate("PATCH", path, { role: "viewer" })),
};

// A demoted owner's key still verifies; what it lost is the permission.
const question = "permission=keys:write";

/** Asks every thread until all refuse for 100 ms on end; when one last accepted. */
async function findLastAcceptance(connections: ThreadConnections, secret: string): Promise<number> {
  let acceptedAt = 0;
  let refusedSince = Number.POSITIVE_INFINITY;
  while (performance.now() - refusedSince < 100) {
    const askedAt = performance.now();
    const statuses = await connections.ask(secret, question);
    // A refused key counts on the address, and in the end that is refused too: a good key never is.
    const isExpected = (status: number) => [200, 401, 403, 429].includes(status);
    assert.ok(statuses.every(isExpected), `a known key was answered ${statuses}`);
    if (statuses.includes(200)) {
      acceptedAt = askedAt;
      refusedSince = Number.POSITIVE_INFINITY;
    } else if (refusedSince === Number.POSITIVE_INFINITY) refusedSince = askedAt;
    await wait(5);
  }
  return acceptedAt;
}

interface Outcome {
  /** Acceptances by the acknowledging instance that were asked for after its 2xx. */
  late: number;
  /** How long after the 2xx the other one was last asked and accepted; 0: never. */
  lagMs: number;
}

async function revokeOne(create: () => Promise<Doomed>): Promise<Outcome> {
  const { secret, revoke } = await create();
  for (const connections of [here, elsewhere]) {
    const statuses = await connections.ask(secret, question);
    assert.ok(statuses.every((status) => status === 200));
  }
  const revoking = async () => {
    await revoke();
    const acknowledgedAt = performance.now();
    const after = [await here.ask(secret, question), await here.ask(secret, question)].flat();
    return { acknowledgedAt, late: after.filter((status) => status === 200).length };
  };
  const [lastAcceptedAt, { acknowledgedAt, late }] = await Promise.all([
    findLastAcceptance(elsewhere, secret),
    revoking(),
  ]);
  return { late, lagMs: Math.max(0, lastAcceptedAt - acknowledgedAt) };
}

async function runRound(name: string, count: number, limits: { p99: number; max: number }): Promise<void> {
  const outcomes: Outcome[] = [];
  let begun = 0;
  const startedAt = performance.now();
  const work = async () => {
    while (begun < count) {
      const names = Object.keys(kinds);
      const create = kinds[names[begun++ % names.length] ?? ""];
      if (create !== undefined) outcomes.push(await revokeOne(create));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  const lags = outcomes.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
  const p99 = lags[Math.floor(lags.length * 0.99)] ?? 0;
  const max = lags.at(-1) ?? 0;
  const late = outcomes.reduce((sum, outcome) => sum + outcome.late, 0);
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${threads} threads an instance, ${connectionsEach} connections to each, reopened: ${here.countReopened() + elsewhere.countReopened()}`,
  );
  console.log(
    `${name}: ${outcomes.length} revocations in ${seconds.toFixed(0)} s; accepted by the acknowledging instance after its 2xx: ${late}; ` +
      `last acceptance elsewhere after the 2xx: p50 ${(lags[lags.length >> 1] ?? 0).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms`,
  );
  assert.equal(late, 0);
  assert.ok(p99 <= limits.p99 && max <= limits.max, "a revoked key lived too long");
}

try {
  await runRound("everything up", total, { p99: 1_000, max: 2_000 });
  const holding = await database.pool.connect();
  await holding.query("BEGIN");
  await holding.query("SELECT pg_current_xact_id()");
  let isCutting = true;
  const cutting = (async () => {
    while (isCutting) {
      await database.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'byteengine-invalidations'",
      );
      await wait(50);
    }
  })();
  await runRound("LISTEN cut, one transaction open", Math.ceil(total / 10), { p99: 5_000, max: 5_000 });
  isCutting = false;
  await cutting;
  await holding.query("ROLLBACK");
  holding.release();
} finally {
  here.close();
  elsewhere.close();
  await fleet.stop();
}
