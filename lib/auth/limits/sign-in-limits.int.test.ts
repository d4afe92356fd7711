import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { addToDeviceMark, type DeviceMark } from "#lib/auth/session/device-mark.ts";
import { verifyCredentials } from "#lib/auth/sign-in/verify-credentials.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { startSession } from "#lib/services/sessions/start-session.ts";
import { getAccountDelayMs, listUnknownDeviceRules } from "./sign-in-limits.ts";
import { reserveAttempt } from "./throttle.ts";

const password = "correct horse battery staple";

let database: Database;
let runtime: Runtime;
let passwordHash: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  passwordHash = await hashPassword(password, { lane: "unknown", key: "test" });
});

beforeEach(async () => {
  await database.prisma.throttleWindow.deleteMany();
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** Records failed sign-ins to an account, each from a different network. */
async function failFromManyNetworks(account: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const address = `10.${Math.floor(i / 250)}.${i % 250}.7`;
    await reserveAttempt(database, listUnknownDeviceRules(account, address), new Date());
  }
}

interface Attempt {
  address?: string;
  device?: DeviceMark | null;
  tried?: string;
}

/** Makes one attempt and returns its delay, without waiting. */
async function attempt(
  email: string,
  { address = "198.51.100.7", device = null, tried = password }: Attempt = {},
) {
  let waitedMs = 0;
  const signIn = { runtime, request: { id: "req_test", address, agent: null }, now: new Date() };
  const wait = async (ms: number) => {
    waitedMs = ms;
  };
  const found = await verifyCredentials(signIn, { email, password: tried }, { device, wait });
  return { isSignedIn: found !== null, waitedMs };
}

function markFor(email: string): DeviceMark {
  return addToDeviceMark(null, email, runtime.secrets.session, new Date());
}

describe("failed sign-ins to one account from many networks", () => {
  test("delay an unknown device by at most 10 seconds and never lock it out (ASVS 6.3.1)", async () => {
    const { email } = await insertUser(database, { passwordHash });
    await failFromManyNetworks(email, 100);
    expect(await attempt(email)).toEqual({ isSignedIn: true, waitedMs: 10_000 });
  });

  test("don't delay a known device", async () => {
    const { email } = await insertUser(database, { passwordHash });
    await failFromManyNetworks(email, 100);
    expect(await attempt(email, { device: markFor(email) })).toEqual({ isSignedIn: true, waitedMs: 0 });
  });

  test("delay a device that is known only to another account", async () => {
    const { email } = await insertUser(database, { passwordHash });
    await failFromManyNetworks(email, 100);
    const device = markFor("other@example.com");
    expect(await attempt(email, { device })).toEqual({ isSignedIn: true, waitedMs: 10_000 });
  });

  test("delay an unknown account in the same way", async () => {
    await failFromManyNetworks("nobody@example.com", 100);
    expect(await attempt("nobody@example.com")).toEqual({ isSignedIn: false, waitedMs: 10_000 });
  });

  test("add no delay at first, then more with each failure", () => {
    expect([1, 20, 21, 24, 60, 1_000_000].map(getAccountDelayMs)).toEqual([0, 0, 250, 1000, 10_000, 10_000]);
  });
});

describe("known device", () => {
  test("can sign in from a rate-limited IP address, also after signing out", async () => {
    const { email } = await insertUser(database, { passwordHash });
    const owner = createSignInBrowser();
    expect((await owner.signIn(email, password)).status).toBe(200);
    await owner.post("signout", { callbackUrl: "/sign-in" });
    expect([...owner.cookies.keys()]).not.toContain("next-auth.session-token");
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) {
      statuses.push((await createSignInBrowser().signIn(email, "wrong password")).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect((await createSignInBrowser().signIn(email, password)).status, "an unknown device").toBe(429);
    expect((await owner.signIn(email, password)).status).toBe(200);
  });

  test("counts as unknown after its own 10 failures and is not locked out", async () => {
    const { email } = await insertUser(database, { passwordHash });
    const device = markFor(email);
    await failFromManyNetworks(email, 60);
    for (let i = 0; i < 10; i++) {
      expect(await attempt(email, { device, tried: "wrong password" })).toEqual({
        isSignedIn: false,
        waitedMs: 0,
      });
    }
    expect(await attempt(email, { device })).toEqual({ isSignedIn: true, waitedMs: 10_000 });
  });
});

test("limits an IPv6 /48 to 300 failures in total and doesn't affect other networks (ASVS 6.3.1)", async () => {
  const { email } = await insertUser(database, { passwordHash });
  for (let i = 0; i < 300; i++) {
    const address = `2001:db8:1:${i.toString(16)}::1`;
    await reserveAttempt(database, listUnknownDeviceRules(`nobody-${i}@example.com`, address), new Date());
  }
  const rejected = attempt(email, { address: "2001:db8:1:ffff::1" });
  await expect(rejected).rejects.toMatchObject({ code: "rate_limit_exceeded" });
  expect(await attempt(email, { address: "2001:db8:2:ffff::1" })).toMatchObject({ isSignedIn: true });
});

test("doesn't count a rejected attempt under any rule", async () => {
  const rules = listUnknownDeviceRules("ada@example.com", "2001:db8::1");
  for (let i = 0; i < 10; i++) await reserveAttempt(database, rules, new Date());
  const before = await database.prisma.throttleWindow.findMany({ orderBy: { subject: "asc" } });
  await expect(reserveAttempt(database, rules, new Date())).rejects.toMatchObject({
    code: "rate_limit_exceeded",
  });
  expect(await database.prisma.throttleWindow.findMany({ orderBy: { subject: "asc" } })).toEqual(before);
});

test("limits a user to 20 sessions and ends the oldest, also with parallel sign-ins (ASVS 7.1.2)", async () => {
  const { maxPerPerson } = runtime.config.session;
  const user = await insertUser(database, { passwordHash });
  const start = async (second: number) => {
    const started = await startSession(
      {
        runtime,
        request: { id: "req_test", address: null, agent: null },
        now: new Date(Date.now() + second * 1000),
      },
      { userId: user.id, provider: "credentials", passwordHash },
    );
    return started?.outcome === "started" ? started.sessionId : undefined;
  };
  const first = await start(0);
  await Promise.all(Array.from({ length: maxPerPerson + 4 }, (_, i) => start(i + 1)));
  const live = await database.prisma.session.findMany({ where: { userId: user.id, endedAt: null } });
  expect(live).toHaveLength(maxPerPerson);
  expect(live.map(({ id }) => id)).not.toContain(first);
  const events = await database.prisma.auditEvent.findMany({
    where: { action: "session.start", actorId: user.id },
  });
  expect(JSON.stringify(events.map(({ changes }) => changes))).toContain(first);
});
