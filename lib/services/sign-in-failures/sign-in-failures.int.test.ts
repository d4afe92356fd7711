import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import type { FailedSignIn } from "#lib/domain/audit/failed-sign-ins.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { verifyChain } from "#lib/services/audit/verify.ts";
import { maxEvents, writeFailures } from "./write-failures.ts";

const password = "correct horse battery staple";

let database: Database;
let runtime: Runtime;
let passwordHash: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  passwordHash = await hashPassword(password, { lane: "unknown", key: "test" });
  setRuntime(runtime);
});

beforeEach(async () => {
  await database.prisma.throttleWindow.deleteMany();
  runtime.failedSignIns.take(null);
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** Attempts are collected by minute, so those of one event must not be on both sides of its end. */
async function waitForMinute(): Promise<void> {
  const leftMs = minuteMs - (Date.now() % minuteMs);
  if (leftMs < 8_000) await wait(leftMs);
}

/** The events that are written for what failed since the last call. */
async function write(runtimeOf = runtime) {
  const before = await database.prisma.auditEvent.count();
  await writeFailures(runtimeOf, { now: new Date(), isStopping: true });
  return database.prisma.auditEvent.findMany({ orderBy: { seq: "asc" }, skip: before });
}

test("writes one event for the failures of an account from a network in a minute (ASVS 16.3.1)", async () => {
  await waitForMinute();
  const user = await insertUser(database, { passwordHash });
  for (const address of ["203.0.113.9", "203.0.113.77", "203.0.113.9"]) {
    await createSignInBrowser({ address }).signIn(user.email, "wrong");
  }
  await createSignInBrowser({ address: "198.51.100.1" }).signIn(user.email.toUpperCase(), "wrong");
  const events = await write();
  expect(
    events.map(({ action, targetId, changes, personal }) => [
      action,
      targetId,
      changes,
      Reflect.get(Object(personal), "address"),
    ]),
  ).toEqual([
    ["sign_in.fail", user.id, { attempts: 3 }, "203.0.113.0/24"],
    ["sign_in.fail", user.id, { attempts: 1 }, "198.51.100.0/24"],
  ]);
});

test("stores nothing of what was typed for an account that doesn't exist", async () => {
  for (const typed of ["my secret password", "nobody@example.com"]) {
    await createSignInBrowser().signIn(typed, "another secret");
  }
  const events = await write();
  expect(events.map(({ action, targetType }) => [action, targetType])).toEqual([
    ["sign_in.fail", "unknownAccount"],
    ["sign_in.fail", "unknownAccount"],
  ]);
  const text = JSON.stringify(events, (_, value) => (typeof value === "bigint" ? "" : value));
  expect(text.replaceAll('"secretId"', "")).not.toMatch(/secret|nobody|example\.com/);
});

test("records attempts that the limit stopped, and wrong codes after the right password (ASVS 16.3.1, 16.3.3)", async () => {
  await waitForMinute();
  const user = await insertUser(database, { passwordHash });
  for (let i = 0; i < 12; i++) await createSignInBrowser().signIn(user.email, "wrong");
  const other = await insertUser(database, { passwordHash });
  await insertSecondFactor(database, runtime, other.id);
  const browser = createSignInBrowser({ address: "198.51.100.1" });
  await browser.signIn(other.email, password);
  await browser.post("callback/credentials", { code: "000000" });
  const events = await write();
  expect(events.map(({ action, targetId, changes }) => [action, targetId, changes])).toEqual([
    ["sign_in.fail", user.id, { attempts: 10 }],
    ["sign_in.throttle", user.id, { attempts: 2 }],
    ["two_factor.fail", other.id, { attempts: 1 }],
  ]);
});

function createFailure(number: number, fields: Partial<FailedSignIn> = {}): FailedSignIn {
  return {
    kind: "password",
    accountDigest: `digest${number}`,
    email: `made-up-${number}@example.com`,
    userId: null,
    network: `10.0.${number % 250}.0/24`,
    agent: null,
    requestId: "req_test",
    at: new Date(),
    ...fields,
  };
}

test("writes a bounded number of events during an attack, existing accounts first, and counts the rest (ASVS 16.3.3)", async () => {
  const user = await insertUser(database);
  for (let number = 0; number < 5_000; number++) runtime.failedSignIns.add(createFailure(number));
  runtime.failedSignIns.take(null);
  for (let number = 0; number < 500; number++) runtime.failedSignIns.add(createFailure(number));
  runtime.failedSignIns.add(createFailure(1, { email: user.email, accountDigest: "known" }));
  const events = await write();
  expect(events).toHaveLength(1 + maxEvents.unknown + 1);
  expect(events[0]?.targetId).toBe(user.id);
  expect(events.at(-1)).toMatchObject({ action: "sign_in.omit", changes: { attempts: 490 } });
  expect(await verifyChain(runtime, "instance")).toMatchObject({ ok: true });
});

test("waits until the minute is over, and keeps what could not be stored", async () => {
  const now = new Date();
  runtime.failedSignIns.add(createFailure(1, { at: now }));
  const before = await database.prisma.auditEvent.count();
  await writeFailures(runtime, { now });
  expect(await database.prisma.auditEvent.count()).toBe(before);
  const later = new Date(now.getTime() + minuteMs);
  const broken = { ...runtime, secrets: { ...runtime.secrets, audit: [] } };
  await expect(writeFailures(broken, { now: later })).rejects.toThrow();
  await writeFailures(runtime, { now: later });
  expect(await database.prisma.auditEvent.count()).toBe(before + 1);
});
