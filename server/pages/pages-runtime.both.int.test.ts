import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import {
  type PagesCalls,
  readMachineMs,
  type VerifierCalls,
} from "#lib/platform/processes/pages-contract.ts";
import { createPeer, type Peer, type Port } from "#lib/platform/processes/peer.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";
import { createAnnouncedChanges, createFollowingClock, createPagesRuntime } from "./create-pages-runtime.ts";
import { createVerifierCalls } from "./verifier-calls.ts";

/** The process that verifies, holds keys and counts. */
let verifier: ReturnType<typeof createTestRuntime>;
/** The process that answers the API, and asks the verifier for all of that. */
let pages: Runtime;
let toVerifier: Peer<VerifierCalls>;
let database: Database;
let team: TestTeam;
/** A delay on the channel between the two, or null. */
let delay: Promise<void> | null = null;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
  verifier = createTestRuntime(database, { authAnyTeam: true });
  const following = followChanges(verifier);
  const { port1, port2 } = new MessageChannel();
  createPeer<VerifierCalls, PagesCalls>(createThreadPort(port1), createVerifierCalls(verifier));
  toVerifier = createPeer<object, VerifierCalls>(createThreadPort(port2), {});
  const clock = createFollowingClock();
  clock.set({ databaseMs: verifier.keys.clock.now(), atMs: readMachineMs() });
  pages = await createPagesRuntime(verifier.config, {
    logger: verifier.logger,
    database: { ...database, changes: createAnnouncedChanges(database.changes.instanceId, toVerifier) },
    verifier: toVerifier,
    clock,
    close: async () => {},
  });
  pages.secrets = verifier.secrets;
  stops.push(() => port1.close(), following.stop, verifier.close);
  setRuntime(pages);
});

afterAll(async () => {
  setRuntime(undefined);
  for (const stop of stops) await stop();
  await database.close();
});

beforeEach(() => {
  delay = null;
});

function createThreadPort(port: MessagePort): Port {
  return {
    post: (message) => void (delay ?? Promise.resolve()).then(() => port.postMessage(message)),
    listen: (onMessage) => port.on("message", onMessage),
  };
}

async function ask(secret: string): Promise<number> {
  const { status } = await answerAuth(verifier, {
    path: "",
    search: "",
    authorization: `Bearer ${secret}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  return status;
}

test("the API sees the verifier's keys", async () => {
  const { secret, id } = await insertKey(database, team);
  const answer = await callApi("/me", { key: secret });
  expect(answer).toMatchObject({ status: 200, body: { id } });
  expect((await callApi("/me", { key: createSecret() })).status).toBe(401);
});

test("a revocation is acknowledged only after the verifier has applied it", async () => {
  const { secret: owner } = await insertKey(database, team);
  const { secret, id } = await insertKey(database, team);
  expect(await ask(secret)).toBe(200);
  expect((await callApi(`/keys/${id}`, { method: "DELETE", key: owner })).status).toBe(200);
  expect(await ask(secret)).toBe(401);

  const second = await insertKey(database, team);
  expect(await ask(second.secret)).toBe(200);
  await callApi("/me", { key: owner });
  const release = Promise.withResolvers<void>();
  const { announce } = pages.database.changes;
  let isHeld = false;
  pages.database.changes.announce = async (changeId, subjectIds) => {
    isHeld = true;
    delay = release.promise;
    await announce(changeId, subjectIds);
  };
  let isAcknowledged = false;
  const revoking = callApi(`/keys/${second.id}`, { method: "DELETE", key: owner }).then((answer) => {
    isAcknowledged = true;
    return answer;
  });
  await expect.poll(() => isHeld, { timeout: 10_000 }).toBe(true);
  // However many turns pass, it waits for the verifier.
  for (let i = 0; i < 100; i++) await new Promise(setImmediate);
  expect(isAcknowledged).toBe(false);
  release.resolve();
  expect((await revoking).status).toBe(200);
  expect(await ask(second.secret)).toBe(401);
  pages.database.changes.announce = announce;
});

test("a key has a single limit, wherever it is used", async () => {
  const { secret } = await insertKey(database, team, { rateLimitPerMinute: 5, rateLimitPer10Seconds: 5 });
  const statuses = [];
  for (let i = 0; i < 4; i++) {
    statuses.push((await callApi("/me", { key: secret })).status, await ask(secret));
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
});

test("the verifier counts usage", async () => {
  const { secret, id } = await insertKey(database, team);
  await callApi("/me", { key: secret });
  await ask(secret);
  await pages.usage.flush();
  const { _sum } = await database.prisma.keyUsage.aggregate({ where: { keyId: id }, _sum: { count: true } });
  expect(_sum.count).toBe(2);
});

test("the verifier logs the requests of the pages process", async () => {
  const { secret } = await insertKey(database, team);
  const disabled = await insertKey(database, team, { disabledAt: new Date() });
  const answer = await callApi("/keys/verify", { key: secret, body: { key: disabled.secret } });
  expect(answer).toMatchObject({ status: 200, body: { code: "DISABLED" } });
  const where = { keyId: disabled.id, outcome: "DISABLED", endpoint: "verify" };
  await vi.waitFor(async () => {
    await verifier.requests.flush();
    expect(await database.prisma.requestLogEntry.count({ where })).toBe(1);
  });
});

test("its clock follows the verifier's", () => {
  const clock = createFollowingClock();
  const ahead = 86_400_000;
  clock.set({ databaseMs: Date.now() + ahead, atMs: readMachineMs() - 1_000 });
  expect(Math.abs(clock.now() - (Date.now() + ahead + 1_000))).toBeLessThan(100);
});

test("without the verifier nothing is accepted", async () => {
  const { secret } = await insertKey(database, team);
  toVerifier.end(new Error("gone"));
  expect((await callApi("/me", { key: secret })).status).toBe(500);
});
