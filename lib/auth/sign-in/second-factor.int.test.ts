import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { countStatements } from "#e2e/support/database/count-statements.ts";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertRivals, insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSignInBrowser, type SignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import { forgetWrongCodes } from "#lib/auth/limits/second-factor-limits.ts";
import { pendingSignInSeconds } from "#lib/auth/session/cookies.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { finishSignIn } from "#lib/services/sessions/finish-sign-in.ts";

const password = "correct horse battery staple";
const sessionCookie = "next-auth.session-token";
const pendingCookie = "byteengine.pending-sign-in";

let database: Database;
let runtime: Runtime;
let passwordHash: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  passwordHash = await hashPassword(password, { lane: "unknown", key: "test" });
});

beforeEach(async () => {
  setRuntime(runtime);
  await database.prisma.throttleWindow.deleteMany();
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** A person with a password and a second factor. */
async function createPerson() {
  const user = await insertUser(database, { passwordHash });
  const factor = await insertSecondFactor(database, runtime, user.id);
  return { ...user, ...factor };
}

/** The status and the error code of a response. */
async function read(response: Response): Promise<[status: number, error: string | null]> {
  const body: unknown = await response.json();
  return [response.status, new URL(String(Reflect.get(Object(body), "url"))).searchParams.get("error")];
}

async function sendPassword(email: string): Promise<SignInBrowser> {
  const browser = createSignInBrowser();
  expect(await read(await browser.signIn(email, password))).toEqual([401, "two_factor_required"]);
  return browser;
}

async function sendCode(browser: SignInBrowser, code: string) {
  return read(await browser.post("callback/credentials", { code }));
}

const signedIn = [200, null];
const wrong = [401, "two_factor_wrong"];
const expired = [401, "two_factor_expired"];

describe("signing in with a second factor", () => {
  test("needs the password and then a code of the authenticator app (ASVS 6.3.4)", async () => {
    const person = await createPerson();
    const browser = await sendPassword(person.email);
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    expect(await database.prisma.session.count({ where: { userId: person.id } })).toBe(0);
    expect(await sendCode(browser, computeTotpCode(person.secret, new Date()))).toEqual(signedIn);
    expect(browser.cookies.has(sessionCookie)).toBe(true);
    expect(browser.cookies.has(pendingCookie)).toBe(false);
    const [event] = await database.prisma.auditEvent.findMany({
      where: { actorId: person.id, action: "session.start" },
    });
    expect(event?.changes).toEqual({ provider: "credentials", secondFactor: "totp" });
  });

  test("accepts a recovery code once, and records it (ASVS 6.4.4, 6.5.1, 16.3.1)", async () => {
    const person = await createPerson();
    const [code = ""] = person.recoveryCodes;
    const typed = ` ${code.toUpperCase().replaceAll("-", " ")}`;
    expect(await sendCode(await sendPassword(person.email), typed)).toEqual(signedIn);
    const again = await sendPassword(person.email);
    expect(await sendCode(again, code)).toEqual(wrong);
    const events = await database.prisma.auditEvent.findMany({
      where: { targetId: person.id, action: "recovery_codes.use" },
    });
    expect(events.map(({ changes }) => changes)).toEqual([{ remainingRecoveryCodes: 9 }]);
    expect(JSON.stringify(events.map(({ personal }) => personal))).not.toContain(code);
  });

  test("sets a cookie that only this console's server can read", async () => {
    const person = await createPerson();
    const publicOrigin = "https://console.example.com";
    setRuntime({ ...runtime, config: { ...runtime.config, publicOrigin } });
    const browser = createSignInBrowser({ origin: publicOrigin });
    const response = await browser.signIn(person.email, password);
    const line = response.headers.getSetCookie().find((text) => text.includes(pendingCookie));
    expect(line).toMatch(/^__Host-byteengine\.pending-sign-in=[\w-]{43};/);
    for (const part of [`Max-Age=${pendingSignInSeconds}`, "Path=/", "HttpOnly", "Secure", "SameSite=Lax"]) {
      expect(line).toContain(part);
    }
  });

  test("rejects a code without the first step, and one of another person", async () => {
    const [person, other] = [await createPerson(), await createPerson()];
    const code = computeTotpCode(person.secret, new Date());
    expect(await sendCode(createSignInBrowser(), code)).toEqual(expired);
    const browser = createSignInBrowser();
    browser.cookies.set(pendingCookie, "guessed");
    expect(await sendCode(browser, code)).toEqual(expired);
    expect(await sendCode(await sendPassword(other.email), code)).toEqual(wrong);
    expect(await sendCode(await sendPassword(other.email), person.recoveryCodes[0] ?? "")).toEqual(wrong);
  });

  test.each([
    ["has expired", { expiresAt: new Date() }],
    ["was used", { usedAt: new Date() }],
  ])("asks for the password again once the first step %s", async (_, data) => {
    const person = await createPerson();
    const browser = await sendPassword(person.email);
    await database.prisma.oneTimeToken.updateMany({ where: { userId: person.id }, data });
    expect(await sendCode(browser, computeTotpCode(person.secret, new Date()))).toEqual(expired);
    expect(browser.cookies.has(pendingCookie)).toBe(false);
  });

  test("ends with a change of the password or a suspension, and keeps the code (ASVS 6.4.3)", async () => {
    const person = await createPerson();
    const [code = ""] = person.recoveryCodes;
    const browser = await sendPassword(person.email);
    const changed = await hashPassword("another password", { lane: "unknown", key: "test" });
    await database.prisma.user.update({ where: { id: person.id }, data: { passwordHash: changed } });
    expect(await sendCode(browser, code)).toEqual(expired);
    await database.prisma.user.update({ where: { id: person.id }, data: { passwordHash } });
    const suspended = await sendPassword(person.email);
    await database.prisma.user.update({ where: { id: person.id }, data: { status: "suspended" } });
    expect(await sendCode(suspended, code)).toEqual(expired);
    await database.prisma.user.update({ where: { id: person.id }, data: { status: "active" } });
    expect(await sendCode(await sendPassword(person.email), code)).toEqual(signedIn);
  });

  test("allows 5 wrong codes after one password, and 10 per person from all addresses", async () => {
    const person = await createPerson();
    const first = await sendPassword(person.email);
    for (let i = 0; i < 5; i++) expect(await sendCode(first, "000000")).toEqual(wrong);
    expect(await sendCode(first, computeTotpCode(person.secret, new Date()))).toEqual(expired);
    const second = createSignInBrowser({ address: "198.51.100.7" });
    await second.signIn(person.email, password);
    for (let i = 0; i < 5; i++) expect(await sendCode(second, "not a code")).toEqual(wrong);
    const third = await sendPassword(person.email);
    const limited = await third.post("callback/credentials", { code: "000000" });
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(14 * 60);
    expect(await read(limited)).toEqual([429, "rate_limit_exceeded"]);
  });

  test("accepts recovery codes, and a new password starts from zero, after too many wrong codes", async () => {
    const person = await createPerson();
    const guess = async () => {
      for (let i = 0; i < 2; i++) {
        const browser = await sendPassword(person.email);
        for (let j = 0; j < 5; j++) await sendCode(browser, "000000");
      }
    };
    await guess();
    const blocked = await sendPassword(person.email);
    expect((await sendCode(blocked, computeTotpCode(person.secret, new Date())))[0]).toBe(429);
    expect(await sendCode(blocked, person.recoveryCodes[0] ?? "")).toEqual(signedIn);
    await withTransaction(database, (tx) => forgetWrongCodes(tx, person.id));
    const free = await sendPassword(person.email);
    expect(await sendCode(free, computeTotpCode(person.secret, new Date()))).toEqual(signedIn);
  });

  test("doesn't count a code that could not be checked", async () => {
    const person = await createPerson();
    const browser = await sendPassword(person.email);
    await database.prisma.user.update({ where: { id: person.id }, data: { status: "suspended" } });
    expect(await sendCode(browser, computeTotpCode(person.secret, new Date()))).toEqual(expired);
    const counted = await database.prisma.throttleWindow.findMany({
      where: { subject: { startsWith: "second-factor:" }, count: { gt: 0 } },
    });
    expect(counted).toEqual([]);
  });
});

describe("before the password is known to be right", () => {
  test("people with and without a second factor get the same answer, after the same statements", async () => {
    const people = [await createPerson(), await insertUser(database, { passwordHash })];
    const observed: unknown[] = [];
    for (const { email } of people) {
      const counted = countStatements(database);
      setRuntime({ ...runtime, database: counted.database });
      const browser = createSignInBrowser();
      const response = await browser.signIn(email, "wrong password");
      observed.push({
        answer: await read(response),
        headers: [...response.headers.keys()].sort(),
        cookies: [...browser.cookies.keys()].sort(),
        statements: counted.counts.main,
      });
    }
    expect(observed[0]).toEqual(observed[1]);
    expect(observed[0]).toMatchObject({ answer: [401, "CredentialsSignin"] });
  });

  test("a pending factor changes nothing", async () => {
    const user = await insertUser(database, { passwordHash });
    await insertSecondFactor(database, runtime, user.id, { isPending: true });
    expect(await read(await createSignInBrowser().signIn(user.email, password))).toEqual(signedIn);
  });
});

test.each(["totp", "recovery_code"] as const)(
  "20 browsers that send the same %s at the same moment start one session (ASVS 6.5.1)",
  async (kind) => {
    for (let round = 0; round < 10; round++) {
      const { userId, tokens, secret, recoveryCodes } = await insertRivals(database, runtime);
      const now = new Date();
      const code = kind === "totp" ? computeTotpCode(secret, now) : (recoveryCodes[0] ?? "");
      const request = { id: "req_test", address: null, agent: null };
      const finish = (token: string) => finishSignIn({ runtime, request, now }, { token, code });
      const finished = await Promise.all(tokens.map(finish));
      expect(finished.map(({ outcome }) => outcome).sort()).toEqual([
        "started",
        ...Array.from({ length: 19 }, () => "wrong_code"),
      ]);
      expect(await database.prisma.session.count({ where: { userId } })).toBe(1);
    }
  },
);

test("one pending sign-in starts one session, even with several valid codes", async () => {
  const { userId, tokens, recoveryCodes } = await insertRivals(database, runtime);
  const request = { id: "req_test", address: null, agent: null };
  const finish = (code: string) =>
    finishSignIn({ runtime, request, now: new Date() }, { token: tokens[0], code });
  const finished = await Promise.all(recoveryCodes.slice(0, 5).map(finish));
  expect(finished.filter(({ outcome }) => outcome === "started")).toHaveLength(1);
  expect(await database.prisma.session.count({ where: { userId } })).toBe(1);
  // The others were not used up.
  expect(await database.prisma.recoveryCode.count({ where: { userId, usedAt: null } })).toBe(9);
});
