import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import {
  createAuthenticator,
  insertPasskey,
  type SoftwareAuthenticator,
} from "#e2e/support/database/software-authenticator.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSignInBrowser, type SignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import { assertionOptionsSchema } from "#lib/contract/people/passkeys.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { replaceRecoveryCodes } from "#lib/services/two-factor/replace-recovery-codes.ts";

const password = "correct horse battery staple";
const sessionCookie = "next-auth.session-token";
const browserCookie = "byteengine.passkey";
const origin = "http://localhost:3000";

let database: Database;
let runtime: Runtime;
let passwordHash: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { publicOrigin: origin });
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

/** A person with a password and a passkey. */
async function createPerson(authenticator?: SoftwareAuthenticator) {
  const user = await insertUser(database, { passwordHash });
  const passkey = await insertPasskey(database, user.id, authenticator);
  const now = new Date();
  const recoveryCodes = await withTransaction(database, (tx) => replaceRecoveryCodes(tx, user.id, now));
  return { ...user, passkeyId: passkey.id, authenticator: passkey.authenticator, recoveryCodes };
}

/** Asks for a challenge, and keeps the cookie that binds it to this browser. */
async function readChallenge(browser: SignInBrowser): Promise<string> {
  const { status, headers, body } = await callApi("/passkeys/options", {
    method: "POST",
    cookie: browser.cookieHeader(),
    headers: { origin },
  });
  expect(status).toBe(201);
  const line = headers.get("set-cookie") ?? "";
  browser.cookies.set(browserCookie, /byteengine\.passkey=([\w-]+)/.exec(line)?.[1] ?? "");
  return assertionOptionsSchema.parse(body).challenge;
}

async function read(response: Response): Promise<[status: number, error: string | null]> {
  const body: unknown = await response.json();
  return [response.status, new URL(String(Reflect.get(Object(body), "url"))).searchParams.get("error")];
}

async function send(browser: SignInBrowser, assertion: unknown, fields: Record<string, string> = {}) {
  const passkey = JSON.stringify(assertion);
  return read(await browser.post("callback/credentials", { passkey, ...fields }));
}

function open(): SignInBrowser {
  return createSignInBrowser({ origin });
}

async function sendPassword(email: string, error: string): Promise<SignInBrowser> {
  const browser = open();
  expect(await read(await browser.signIn(email, password))).toEqual([401, error]);
  return browser;
}

function readStart(userId: string) {
  return database.prisma.auditEvent
    .findFirst({ where: { actorId: userId, action: "session.start" }, orderBy: { seq: "desc" } })
    .then((event) => event?.changes);
}

const signedIn = [200, null];
const wrong = [401, "passkey_wrong"];
const expired = [401, "passkey_expired"];

describe("signing in with a passkey", () => {
  test.each(["ES256", "EdDSA", "RS256"] as const)("needs no password (%s)", async (algorithm) => {
    const person = await createPerson(createAuthenticator({ algorithm }));
    const browser = open();
    const challenge = await readChallenge(browser);
    expect(await send(browser, person.authenticator.sign(challenge, person.id))).toEqual(signedIn);
    expect(browser.cookies.has(sessionCookie)).toBe(true);
    expect(await readStart(person.id)).toEqual({ provider: "passkey" });
    const passkey = await database.prisma.passkey.findUniqueOrThrow({ where: { id: person.passkeyId } });
    expect(passkey.lastUsedAt).not.toBeNull();
  });

  test("satisfies both steps of a person with an authenticator app", async () => {
    const person = await createPerson();
    await insertSecondFactor(database, runtime, person.id);
    const browser = open();
    const challenge = await readChallenge(browser);
    expect(await send(browser, person.authenticator.sign(challenge, person.id))).toEqual(signedIn);
  });

  test.each([
    ["another origin", { origin: "http://localhost:3001" }],
    ["another host", { rpId: "example.com" }],
    ["another kind of response", { type: "webauthn.create" }],
    ["no fingerprint, face or PIN", { isVerified: false }],
    ["another account", { userHandle: "dXNlcl8x" }],
  ])("rejects %s, and the challenge is used up", async (_, faults) => {
    const person = await createPerson();
    const browser = open();
    const challenge = await readChallenge(browser);
    expect(await send(browser, person.authenticator.sign(challenge, person.id, faults))).toEqual(wrong);
    expect(await send(browser, person.authenticator.sign(challenge, person.id))).toEqual(expired);
    expect(await database.prisma.session.count({ where: { userId: person.id } })).toBe(0);
  });

  test("rejects a signature with another key, and responses that no browser sends", async () => {
    const person = await createPerson();
    const browser = open();
    const other = createAuthenticator().sign(await readChallenge(browser), person.id);
    expect(await send(browser, { ...other, id: person.authenticator.id })).toEqual(wrong);
    expect(await read(await browser.post("callback/credentials", { passkey: "{" }))).toEqual(wrong);
    expect(await send(browser, { id: "AAAA" })).toEqual(wrong);
    const unread = {
      clientDataJSON: "AAAA",
      authenticatorData: "AAAA",
      signature: "AAAA",
      userHandle: "AAAA",
    };
    expect(await send(browser, { id: "AAAA", response: unread })).toEqual(wrong);
  });

  test("rejects a challenge that is made up, expired or of another browser", async () => {
    const person = await createPerson();
    const [browser, other] = [open(), open()];
    await readChallenge(browser);
    const sign = (challenge: string) => person.authenticator.sign(challenge, person.id);
    expect(await send(browser, sign("A".repeat(43)))).toEqual(expired);
    expect(await send(browser, sign(await readChallenge(other)))).toEqual(expired);
    const challenge = await readChallenge(browser);
    await database.prisma.passkeyChallenge.updateMany({ data: { expiresAt: new Date() } });
    expect(await send(browser, sign(challenge))).toEqual(expired);
  });

  test("keeps one browser's challenges valid for all its tabs", async () => {
    const person = await createPerson();
    const browser = open();
    const first = await readChallenge(browser);
    await readChallenge(browser);
    expect(await send(browser, person.authenticator.sign(first, person.id))).toEqual(signedIn);
  });

  test("starts one session, also if 20 requests bring the same response at the same moment", async () => {
    const person = await createPerson(createAuthenticator({ counts: false }));
    const browser = open();
    const assertion = person.authenticator.sign(await readChallenge(browser), person.id);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => {
        const tab = open();
        for (const [name, value] of browser.cookies) tab.cookies.set(name, value);
        return send(tab, assertion);
      }),
    );
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(await database.prisma.session.count({ where: { userId: person.id } })).toBe(1);
  });

  test("rejects a signature counter that went back or stayed, and records it", async () => {
    const person = await createPerson();
    const sign = async (counter: number) => {
      const browser = open();
      const challenge = await readChallenge(browser);
      return send(browser, person.authenticator.sign(challenge, person.id, { counter }));
    };
    expect(await sign(7)).toEqual(signedIn);
    for (const counter of [7, 6, 0]) expect(await sign(counter)).toEqual(wrong);
    expect(await sign(8)).toEqual(signedIn);
    const events = await database.prisma.auditEvent.findMany({
      where: { targetId: person.id, action: "passkey.reject" },
    });
    expect(events.map(({ changes }) => changes)).toEqual(Array(3).fill({ reason: "counter" }));
  });

  test("accepts a counter that is always 0", async () => {
    const person = await createPerson(createAuthenticator({ counts: false }));
    for (let i = 0; i < 2; i++) {
      const browser = open();
      const challenge = await readChallenge(browser);
      expect(await send(browser, person.authenticator.sign(challenge, person.id))).toEqual(signedIn);
    }
    const passkey = await database.prisma.passkey.findUniqueOrThrow({ where: { id: person.passkeyId } });
    expect(passkey.isBackedUp).toBe(true);
  });

  test("rejects removed passkeys, those of another host, and suspended people in the same way", async () => {
    const person = await createPerson();
    const attempt = async () => {
      const browser = open();
      const challenge = await readChallenge(browser);
      return send(browser, person.authenticator.sign(challenge, person.id));
    };
    await database.prisma.user.update({ where: { id: person.id }, data: { status: "suspended" } });
    expect(await attempt()).toEqual(wrong);
    await database.prisma.user.update({ where: { id: person.id }, data: { status: "active" } });
    const where = { id: person.passkeyId };
    await database.prisma.passkey.update({ where, data: { rpId: "console.example.com" } });
    expect(await attempt()).toEqual(wrong);
    await database.prisma.passkey.update({ where, data: { rpId: "localhost" } });
    expect(await attempt()).toEqual(signedIn);
    await database.prisma.passkey.delete({ where });
    expect(await attempt()).toEqual(wrong);
  });

  test("limits challenges for each address", async () => {
    const subject = { startsWith: "passkey-options:" };
    await readChallenge(open());
    await database.prisma.throttleWindow.updateMany({ where: { subject }, data: { count: 1_000_000 } });
    const { status, headers } = await callApi("/passkeys/options", { method: "POST", headers: { origin } });
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(14 * 60);
  });

  test("offers the same options to everyone, without credentials", async () => {
    const { body } = await callApi("/passkeys/options", { method: "POST", headers: { origin } });
    expect(body).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      rpId: "localhost",
      timeout: 300_000,
      userVerification: "required",
    });
  });
});

describe("a password, for a person with a passkey", () => {
  test("needs the passkey, too", async () => {
    const person = await createPerson();
    const browser = await sendPassword(person.email, "passkey_required");
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    const challenge = await readChallenge(browser);
    const assertion = person.authenticator.sign(challenge, person.id);
    expect(await send(browser, assertion, { step: "second" })).toEqual(signedIn);
    expect(await readStart(person.id)).toEqual({ provider: "credentials", secondFactor: "passkey" });
    expect(browser.cookies.has("byteengine.pending-sign-in")).toBe(false);
  });

  test("can be followed by a recovery code", async () => {
    const person = await createPerson();
    const browser = await sendPassword(person.email, "passkey_required");
    const [code = ""] = person.recoveryCodes;
    expect(await read(await browser.post("callback/credentials", { code }))).toEqual(signedIn);
  });

  test("can be followed by a code of an app or by a passkey, if they have both", async () => {
    const person = await createPerson();
    const { secret } = await insertSecondFactor(database, runtime, person.id);
    const browser = await sendPassword(person.email, "code_or_passkey_required");
    const code = computeTotpCode(secret, new Date());
    expect(await read(await browser.post("callback/credentials", { code }))).toEqual(signedIn);
  });

  test("is enough again once the last passkey was removed", async () => {
    const person = await createPerson();
    await database.prisma.passkey.delete({ where: { id: person.passkeyId } });
    expect(await read(await open().signIn(person.email, password))).toEqual(signedIn);
  });

  test("is not completed by another person's passkey", async () => {
    const [person, other] = [await createPerson(), await createPerson()];
    const browser = await sendPassword(person.email, "passkey_required");
    const challenge = await readChallenge(browser);
    const assertion = other.authenticator.sign(challenge, other.id);
    expect(await send(browser, assertion, { step: "second" })).toEqual(wrong);
    expect(await database.prisma.session.count({ where: { userId: { in: [person.id, other.id] } } })).toBe(0);
  });

  test("has to be entered again once the first step has ended", async () => {
    const person = await createPerson();
    const browser = await sendPassword(person.email, "passkey_required");
    await database.prisma.oneTimeToken.updateMany({ data: { usedAt: new Date() } });
    const challenge = await readChallenge(browser);
    const assertion = person.authenticator.sign(challenge, person.id);
    expect(await send(browser, assertion, { step: "second" })).toEqual([401, "two_factor_expired"]);
    const none = open();
    const without = person.authenticator.sign(await readChallenge(none), person.id);
    expect(await send(none, without, { step: "second" })).toEqual([401, "two_factor_expired"]);
  });
});
