import { createHook } from "node:async_hooks";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createSignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { listUnknownDeviceRules } from "#lib/auth/limits/sign-in-limits.ts";
import { reserveAttempt } from "#lib/auth/limits/throttle.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import { decodeToken } from "#lib/auth/session/session-token.ts";
import { createDatabase, type Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

const password = "correct horse battery staple";
const origin = "http://127.0.0.1:3000";

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

/** The actor that the API resolves for the cookies. */
function findActor(cookieHeader: string) {
  return resolveUserActor(runtime, cookieHeader, { now: new Date(), address: null, agent: null });
}

async function readResponse(response: Response): Promise<{ status: number; url: string }> {
  const body: unknown = await response.json();
  return { status: response.status, url: String(Reflect.get(Object(body), "url")) };
}

/** Counts the passwords hashed during the work. Node reports each start of an argon2 computation. */
async function countHashes(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (type === "ARGON2REQUEST") count += 1;
    },
  }).enable();
  await work();
  hook.disable();
  return count;
}

describe("sign-in", () => {
  test("creates a session, and the cookie contains only its ID and secret (ASVS 7.2.2, 16.3.1)", async () => {
    const user = await insertUser(database, { passwordHash });
    const browser = createSignInBrowser();
    expect(await readResponse(await browser.signIn(user.email.toUpperCase(), password))).toEqual({
      status: 200,
      url: `${origin}/`,
    });
    const actor = await findActor(browser.cookieHeader());
    expect(actor).toMatchObject({ type: "user", userId: user.id });
    const sessions = await database.prisma.session.findMany({ where: { userId: user.id } });
    expect(sessions).toMatchObject([{ id: actor?.sessionId, address: "203.0.113.9", endedAt: null }]);
    const token = await decodeToken(browser.cookies.get("next-auth.session-token"), runtime.secrets.session);
    expect(Object.keys(token ?? {}).sort()).toEqual(["exp", "iat", "jti", "key", "sid"]);
    const audited = await database.prisma.auditEvent.findMany({ where: { targetId: actor?.sessionId } });
    expect(audited).toMatchObject([{ action: "session.start", actorId: user.id }]);
  });

  test("responds alike to an unknown email, a wrong password and a user without one, after the same work", async () => {
    const withPassword = await insertUser(database, { passwordHash });
    const without = await insertUser(database);
    const suspended = await insertUser(database, { passwordHash, status: "suspended" });
    const answers: unknown[] = [];
    for (const [email, tried] of [
      [withPassword.email, "wrong password"],
      ["nobody@example.com", password],
      ["not an address", password],
      [without.email, password],
      [suspended.email, password],
    ] as const) {
      const browser = createSignInBrowser();
      const hashes = await countHashes(async () =>
        answers.push(await readResponse(await browser.signIn(email, tried))),
      );
      expect(hashes).toBe(1);
      expect(browser.cookieHeader()).not.toContain("session-token");
    }
    const errorUrl = `${origin}/api/auth/error?error=CredentialsSignin&provider=credentials`;
    expect(answers).toEqual(Array.from({ length: 5 }, () => ({ status: 401, url: errorUrl })));
  });

  test("rejects a form without next-auth's CSRF token", async () => {
    const user = await insertUser(database, { passwordHash });
    const browser = createSignInBrowser();
    await browser.post("callback/credentials", { email: user.email, password, csrfToken: "guessed" });
    expect(browser.cookieHeader()).not.toContain("session-token");
  });

  test.each([
    ["origin", "https://evil.example"],
    ["origin", "null"],
    ["sec-fetch-site", "cross-site"],
  ])("rejects a form from another site: %s %s", async (name, value) => {
    const user = await insertUser(database, { passwordHash });
    const browser = createSignInBrowser();
    const response = await browser.post(
      "callback/credentials",
      { email: user.email, password },
      { [name]: value },
    );
    expect(response.status).toBe(403);
    expect(browser.cookieHeader()).not.toContain("session-token");
  });
});

test("answers 503 with Retry-After and without the cause when the database is down", async () => {
  // Nothing listens on port 1.
  const unreachable = createDatabase(new pg.Pool({ host: "127.0.0.1", port: 1 }), "server");
  setRuntime({ ...runtime, database: unreachable });
  const response = await createSignInBrowser().signIn("ada@example.com", password);
  expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(await readResponse(response)).toEqual({
    status: 503,
    url: `${origin}/api/auth/error?error=service_unavailable`,
  });
  await unreachable.close();
});

describe("sign-in limits", () => {
  async function fail(email: string, times: number, address?: string): Promise<number[]> {
    const statuses: number[] = [];
    for (let i = 0; i < times; i++) {
      statuses.push((await createSignInBrowser({ address }).signIn(email, "wrong password")).status);
    }
    return statuses;
  }

  test("reject an account after 10 failures from one IP address, with an exact Retry-After, but not from others (ASVS 6.3.1)", async () => {
    const user = await insertUser(database, { passwordHash });
    expect(await fail(user.email, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    const rejected = await createSignInBrowser().signIn(user.email, password);
    expect(rejected.status).toBe(429);
    expect(Number(rejected.headers.get("retry-after"))).toBeGreaterThan(14 * 60);
    expect(Number(rejected.headers.get("retry-after"))).toBeLessThanOrEqual(15 * 60);
    expect((await readResponse(rejected)).url).toBe(`${origin}/api/auth/error?error=rate_limit_exceeded`);
    const elsewhere = createSignInBrowser({ address: "198.51.100.7" });
    expect((await elsewhere.signIn(user.email, password)).status).toBe(200);
    const other = await insertUser(database, { passwordHash });
    expect((await createSignInBrowser().signIn(other.email, password)).status).toBe(200);
  });

  test("count only failures", async () => {
    const user = await insertUser(database, { passwordHash });
    expect(await fail(user.email, 9)).not.toContain(429);
    for (let i = 0; i < 3; i++) {
      expect((await createSignInBrowser().signIn(user.email, password)).status).toBe(200);
    }
    expect(await fail(user.email, 2)).toEqual([401, 429]);
  });

  test("check at most 10 of 30 parallel attempts", async () => {
    const user = await insertUser(database, { passwordHash });
    const statuses = await Promise.all(
      Array.from(
        { length: 30 },
        async () => (await createSignInBrowser().signIn(user.email, "wrong password")).status,
      ),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
  });

  test("reject an IP address after 100 failures across accounts (ASVS 6.3.1)", async () => {
    for (let i = 0; i < 99; i++) {
      await reserveAttempt(
        database,
        listUnknownDeviceRules(`nobody-${i}@example.com`, "203.0.113.9"),
        new Date(),
      );
    }
    const statuses = [
      ...(await fail("nobody-a@example.com", 1)),
      ...(await fail("nobody-b@example.com", 1)),
      ...(await fail("nobody-c@example.com", 1, "198.51.100.7")),
    ];
    expect(statuses).toEqual([401, 429, 401]);
  });
});

test("a new sign-in ends the browser's previous session (ASVS 7.2.4)", async () => {
  const first = await insertUser(database, { passwordHash });
  const second = await insertUser(database, { passwordHash });
  const browser = createSignInBrowser();
  await browser.signIn(first.email, password);
  const copied = browser.cookieHeader();
  await browser.signIn(second.email, "wrong");
  expect(await findActor(copied)).not.toBeNull();
  await browser.signIn(second.email, password);
  expect(await findActor(copied)).toBeNull();
  expect(await findActor(browser.cookieHeader())).toMatchObject({ userId: second.id });
});

test("treats all forms of an international domain as one address, also for older accounts", async () => {
  const user = await insertUser(database, { passwordHash, email: "zoe@bücher.example" });
  const older = await insertUser(database, { passwordHash, email: "ada@xn--mnchen-3ya.example" });
  for (const [email, userId] of [
    ["zoe@xn--bcher-kva.example", user.id],
    ["zoe@BÜCHER.example", user.id],
    ["ada@münchen.example", older.id],
    ["ada@xn--mnchen-3ya.example", older.id],
  ]) {
    const browser = createSignInBrowser();
    await browser.signIn(email ?? "", password);
    expect(await findActor(browser.cookieHeader())).toMatchObject({ userId });
  }
});

test("a password stays valid, however old it is (ASVS 6.2.10)", async () => {
  const longAgo = new Date("2010-01-01");
  const user = await insertUser(database, { passwordHash, createdAt: longAgo, passwordChangedAt: longAgo });
  const browser = createSignInBrowser();
  expect((await browser.signIn(user.email, password)).status).toBe(200);
  expect(await findActor(browser.cookieHeader())).toMatchObject({ userId: user.id });
});

describe("sign-out", () => {
  test("ends the session from the next request on, also for a copied cookie (ASVS 7.4.1)", async () => {
    const user = await insertUser(database, { passwordHash });
    const browser = createSignInBrowser();
    await browser.signIn(user.email, password);
    const copied = browser.cookieHeader();
    expect(await findActor(copied)).not.toBeNull();
    expect(await (await browser.get("session")).json()).toHaveProperty("expires");
    const left = await browser.post("signout", { callbackUrl: "/sign-in" });
    expect(left.status).toBe(200);
    expect(left.headers.get("clear-site-data")).toBe('"storage"');
    expect(browser.cookieHeader()).not.toContain("session-token");
    expect(await findActor(copied)).toBeNull();
    const thief = createSignInBrowser();
    thief.cookies.set("next-auth.session-token", copied.split("session-token=")[1]?.split(";")[0] ?? "");
    expect(await (await thief.get("session")).json()).toEqual({});
  });

  test("requires next-auth's CSRF token", async () => {
    const user = await insertUser(database, { passwordHash });
    const browser = createSignInBrowser();
    await browser.signIn(user.email, password);
    await browser.post("signout", { csrfToken: "guessed" });
    expect(await findActor(browser.cookieHeader())).not.toBeNull();
  });
});

describe("cookies", () => {
  test("have next-auth's names on HTTP, and __Host- with Secure once PUBLIC_URL is HTTPS", async () => {
    const user = await insertUser(database, { passwordHash });
    const plain = (await createSignInBrowser().signIn(user.email, password)).headers.getSetCookie();
    expect(plain.find((line) => line.startsWith("next-auth.session-token="))).toMatch(
      /HttpOnly; SameSite=Lax$/,
    );
    setRuntime({ ...runtime, config: { ...runtime.config, publicOrigin: "https://console.example.com" } });
    const browser = createSignInBrowser({ origin: "https://console.example.com" });
    const secure = (await browser.signIn(user.email, password)).headers.getSetCookie();
    const session = secure.find((line) => line.startsWith("__Host-next-auth.session-token="));
    expect(session).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    expect(session).not.toContain("Domain");
    for (const name of browser.cookies.keys())
      expect(name).toMatch(/^__Host-(next-auth\.|byteengine\.device$)/);
  });
});

describe("redirect after sign-in", () => {
  test.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil",
    "%",
  ])("never leads to another site: %s", async (callbackUrl) => {
    const user = await insertUser(database, { passwordHash });
    const browser = createSignInBrowser();
    const redirect = await browser.get(`signin?callbackUrl=${encodeURIComponent(callbackUrl)}`);
    const target = new URL(redirect.headers.get("location") ?? "", origin);
    expect(target.origin).toBe(origin);
    expect(new URL(target.searchParams.get("callbackUrl") ?? "", origin).origin).toBe(origin);
    const answer = await browser.post("callback/credentials", { email: user.email, password, callbackUrl });
    expect(new URL((await readResponse(answer)).url).origin).toBe(origin);
    const remembering = createSignInBrowser();
    remembering.cookies.set("next-auth.callback-url", encodeURIComponent(callbackUrl));
    const remembered = await readResponse(await remembering.signIn(user.email, password));
    expect(new URL(remembered.url).origin).toBe(origin);
  });

  test("leads to the requested page on the console's origin", async () => {
    const user = await insertUser(database, { passwordHash });
    const answer = await createSignInBrowser().post("callback/credentials", {
      ...{ email: user.email, password },
      callbackUrl: "/t/acme?tab=keys",
    });
    expect((await readResponse(answer)).url).toBe(`${origin}/t/acme?tab=keys`);
  });
});

describe("invalid input", () => {
  test.each([
    ["_log", 404],
    ["verify-request", 404],
    ["__proto__", 404],
    ["callback", 404],
    ["callback/nobody", 404],
    ["callback/credentials", 405],
    ["csrf/x", 404],
    ["error?error=%0d%0aSet-Cookie:%20a=b", 302],
    ["error?error=%E2%82%AC", 302],
    ["error", 302],
    ["signin?callbackUrl=http%3A%2F%2F%5B", 302],
    ["session?callbackUrl=%00", 200],
  ])("to %s is answered with %i and sets only next-auth's cookies", async (path, status) => {
    const response = await createSignInBrowser().get(path);
    expect(response.status).toBe(status);
    for (const line of response.headers.getSetCookie()) expect(line).toMatch(/^next-auth\./);
  });

  test("in another media type than a form is rejected with 415", async () => {
    const headers = { "content-type": "application/json" };
    const response = await createSignInBrowser().post("callback/credentials", {}, headers);
    expect(response.status).toBe(415);
  });

  test("from an unknown host is rejected with 403", async () => {
    const browser = createSignInBrowser({ origin: "http://rebound.example" });
    expect((await browser.get("csrf")).status).toBe(403);
  });
});
