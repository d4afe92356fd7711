import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type OidcPerson, type OidcServer, startOidcServer } from "#e2e/support/servers/oidc-server.ts";
import { createSignInBrowser, type SignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";

const origin = "http://127.0.0.1:3000";
const dayAgo = () => new Date(Date.now() - 86_400_000);

let database: Database;
let runtime: Runtime;
let provider: OidcServer;
let count = 0;

function createPerson(): OidcPerson {
  count += 1;
  const email = `ada-${count}@example.com`;
  return { sub: `subject-${count}`, name: `Ada ${count}`, email, email_verified: true };
}

beforeAll(async () => {
  database = await openTestDatabase();
  // Only the first account needs the setup code.
  await insertUser(database);
  provider = await startOidcServer(`${origin}/api/auth/callback/oidc`, createPerson());
  const { issuer, clientId, clientSecret } = provider;
  const scopes = "openid email profile";
  const oidc = { issuer, name: "Acme ID", clientId, clientSecret, scopes, groupsClaim: "groups" };
  runtime = createTestRuntime(database, {
    signUp: "open",
    signUpsPerHour: 1000,
    providers: { github: undefined, google: undefined, oidc },
  });
});

beforeEach(() => setRuntime(runtime));

afterAll(async () => {
  setRuntime(undefined);
  await provider.close();
  await runtime.usage.stop();
  await database.close();
});

async function start(browser: SignInBrowser, fields: Record<string, string>): Promise<string> {
  const body: unknown = await (await browser.post("signin/oidc", fields)).json();
  return String(Reflect.get(Object(body), "url"));
}

/** Opens the URL that the provider returns to, and says where the console leads from there. */
async function finish(browser: SignInBrowser, callback: URL): Promise<string> {
  const response = await browser.get(callback.href.slice(`${origin}/api/auth/`.length));
  return new URL(response.headers.get("location") ?? "", origin).href.slice(origin.length);
}

async function findActor(browser: SignInBrowser) {
  const request = { now: new Date(), address: null, agent: null };
  return resolveUserActor(runtime, browser.cookieHeader(), request);
}

/** A person who signed in with the provider a day ago. */
async function signIn(person = createPerson()) {
  provider.person = person;
  const browser = createSignInBrowser();
  await finish(browser, await provider.visit(await start(browser, { callbackUrl: "/" })));
  const actor = await findActor(browser);
  if (actor === null) throw new Error("the person is not signed in");
  const where = { id: actor.sessionId };
  await database.prisma.session.update({ where, data: { authenticatedAt: dayAgo() } });
  return { browser, person, userId: actor.userId, sessionId: actor.sessionId };
}

const asking = { callbackUrl: "/reauthenticated", reauthenticate: "true" };

async function ask(browser: SignInBrowser): Promise<URL> {
  return provider.visit(await start(browser, asking));
}

async function isProven(browser: SignInBrowser): Promise<boolean> {
  const actor = await findActor(browser);
  return actor !== null && actor.authenticatedAt > new Date(Date.now() - 60_000);
}

describe("asking again at a provider", () => {
  test("makes it ask the person, and renews only this session (ASVS 6.8.4, 7.2.4)", async () => {
    const { browser, person, userId, sessionId } = await signIn();
    const second = await signIn(person);
    const copied = createSignInBrowser();
    for (const [name, value] of browser.cookies) copied.cookies.set(name, value);
    const url = await start(browser, asking);
    expect(new URL(url).searchParams.get("prompt")).toBe("login");
    expect(new URL(url).searchParams.get("max_age")).toBe("0");
    const callback = await provider.visit(url);
    expect(await isProven(browser), "before the end").toBe(false);
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=done");
    expect(await isProven(browser)).toBe(true);
    expect(await findActor(browser)).toMatchObject({ userId });
    expect(await findActor(copied), "a copy of the earlier cookie").toBeNull();
    expect(await isProven(second.browser), "the person's other session").toBe(false);
    const events = await database.prisma.auditEvent.findMany({
      where: { actorId: userId, action: "session.reauthenticate" },
    });
    expect(events).toMatchObject([{ changes: { method: "oidc" } }]);
    expect(events[0]?.targetId).not.toBe(sessionId);
  });

  test("an ordinary sign-in doesn't make the provider ask", async () => {
    const url = await start(createSignInBrowser(), { callbackUrl: "/" });
    expect(new URL(url).searchParams.get("prompt")).toBeNull();
  });

  test("counts once", async () => {
    const { browser } = await signIn();
    const url = await start(browser, asking);
    const before = new Map(browser.cookies);
    const callback = await provider.visit(url);
    await finish(browser, callback);
    const renewed = browser.cookies.get("next-auth.session-token") ?? "";
    for (const [name, value] of before) browser.cookies.set(name, value);
    browser.cookies.set("next-auth.session-token", renewed);
    const session = await findActor(browser);
    await database.prisma.session.update({
      where: { id: session?.sessionId ?? "" },
      data: { authenticatedAt: dayAgo() },
    });
    expect(await finish(browser, callback)).toMatch(/^\/reauthenticated\?outcome=(failed|expired)$/);
    expect(await isProven(browser)).toBe(false);
  });

  test("rejects another account of the provider, and keeps the session as it was", async () => {
    const { browser, sessionId } = await signIn();
    const url = await start(browser, asking);
    provider.person = createPerson();
    const callback = await provider.visit(url);
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=another_account");
    expect(await findActor(browser)).toMatchObject({ sessionId });
    expect(await isProven(browser)).toBe(false);
    const where = { subject: provider.person.sub };
    expect(await database.prisma.account.count({ where }), "an account was created").toBe(0);
  });

  test("doesn't renew another session, even of the same person", async () => {
    const { browser, person } = await signIn();
    const other = await signIn(person);
    const callback = await ask(browser);
    const token = "next-auth.session-token";
    browser.cookies.set(token, other.browser.cookies.get(token) ?? "");
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=expired");
    expect(await isProven(other.browser)).toBe(false);
  });

  test("doesn't accept a callback that another browser started", async () => {
    const [victim, thief] = [await signIn(), await signIn()];
    const callback = await ask(thief.browser);
    expect(await finish(victim.browser, callback)).toBe("/reauthenticated?outcome=failed");
    expect([await isProven(victim.browser), await isProven(thief.browser)]).toEqual([false, false]);
  });

  test("rejects a sign-in at the provider from before the question (ASVS 6.8.4)", async () => {
    const { browser, userId } = await signIn();
    const callback = await ask(browser);
    const where = { userId, purpose: "reauthentication" } as const;
    const data = { createdAt: new Date(Date.now() + 300_000) };
    await database.prisma.oneTimeToken.updateMany({ where, data });
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=not_again");
    expect(await isProven(browser)).toBe(false);
  });

  test("expires, and is not for people with a password or a second factor", async () => {
    for (const change of ["time", "password", "factor"]) {
      const { browser, userId } = await signIn();
      const callback = await ask(browser);
      if (change === "factor") await insertSecondFactor(database, runtime, userId);
      else if (change === "password") {
        await database.prisma.user.update({ where: { id: userId }, data: { passwordHash: "set" } });
      } else {
        const data = { expiresAt: new Date() };
        await database.prisma.oneTimeToken.updateMany({ where: { userId }, data });
      }
      expect(await finish(browser, callback), change).toBe("/reauthenticated?outcome=expired");
      expect(await isProven(browser)).toBe(false);
    }
  });

  test("is for people whose password the console no longer accepts", async () => {
    const { browser, userId } = await signIn();
    await database.prisma.user.update({ where: { id: userId }, data: { passwordHash: "$argon2id$" } });
    setRuntime({ ...runtime, config: { ...runtime.config, allowsPasswords: false } });
    expect(await finish(browser, await ask(browser))).toBe("/reauthenticated?outcome=done");
    expect(await isProven(browser)).toBe(true);
  });

  test("ends in the console's page if the person cancels at the provider", async () => {
    const { browser } = await signIn();
    const callback = await ask(browser);
    callback.searchParams.delete("code");
    callback.searchParams.set("error", "access_denied");
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=failed");
    expect(await isProven(browser)).toBe(false);
  });

  test("needs a session", async () => {
    expect((await createSignInBrowser().post("signin/oidc", asking)).status).toBe(401);
  });
});

describe("linking a provider", () => {
  const linking = { callbackUrl: "/reauthenticated", link: "true" };

  /** A person who has just confirmed who they are, and who has not linked the provider. */
  async function prepare() {
    const signedIn = await signIn();
    const { userId, sessionId } = signedIn;
    await database.prisma.account.deleteMany({ where: { userId } });
    const data = { authenticatedAt: new Date() };
    await database.prisma.session.update({ where: { id: sessionId }, data });
    provider.person = createPerson();
    return { ...signedIn, person: provider.person };
  }

  const link = async (browser: SignInBrowser) => provider.visit(await start(browser, linking));

  const countLinks = (userId: string) => database.prisma.account.count({ where: { userId } });

  test("adds the account that signed in there, records it and tells the person", async () => {
    const { browser, userId, person, sessionId } = await prepare();
    const callback = await link(browser);
    expect(await countLinks(userId)).toBe(0);
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=done");
    expect(await database.prisma.account.findMany({ where: { userId } })).toMatchObject([
      { provider: "oidc", issuer: provider.issuer, subject: person.sub },
    ]);
    expect(await findActor(browser)).toMatchObject({ sessionId });
    const where = { actorId: userId, action: "account.link", actorType: "user" };
    expect(await database.prisma.auditEvent.count({ where })).toBe(1);
    expect(await database.prisma.notice.findMany({ where: { userId } })).toMatchObject([
      { kind: "provider_changed", data: { provider: "Acme ID", change: "linked" } },
    ]);
  });

  test("makes the provider ask, so that nobody links the account that happens to be signed in there", async () => {
    const { browser } = await prepare();
    const url = new URL(await start(browser, linking));
    expect(url.searchParams.get("prompt")).toBe("login");
  });

  test("rejects an account that opens someone else's, and changes neither", async () => {
    const other = await signIn();
    const { browser, userId } = await prepare();
    provider.person = other.person;
    expect(await finish(browser, await link(browser))).toBe("/reauthenticated?outcome=linked_elsewhere");
    expect([await countLinks(userId), await countLinks(other.userId)]).toEqual([0, 1]);
  });

  test("counts once, and only for the session that started it", async () => {
    const { browser, userId } = await prepare();
    const second = await prepare();
    const callback = await link(browser);
    const token = "next-auth.session-token";
    const own = browser.cookies.get(token) ?? "";
    browser.cookies.set(token, second.browser.cookies.get(token) ?? "");
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=expired");
    browser.cookies.set(token, own);
    expect([await countLinks(userId), await countLinks(second.userId)]).toEqual([0, 0]);
  });

  test("doesn't accept a callback that another browser started", async () => {
    const [victim, attacker] = [await prepare(), await prepare()];
    const callback = await link(attacker.browser);
    expect(await finish(victim.browser, callback)).toBe("/reauthenticated?outcome=failed");
    expect([await countLinks(victim.userId), await countLinks(attacker.userId)]).toEqual([0, 0]);
  });

  test("that took too long signs nobody in, also if the person has started again elsewhere", async () => {
    const { browser, userId, sessionId } = await prepare();
    const callback = await link(browser);
    const data = { expiresAt: new Date(Date.now() - 60_000) };
    await database.prisma.oneTimeToken.updateMany({ where: { userId }, data });
    const again = createSignInBrowser();
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    await start(again, linking);
    expect(await finish(browser, callback)).toBe("/reauthenticated?outcome=expired");
    expect(await findActor(browser)).toMatchObject({ sessionId });
  });

  test("needs a proof that is not too old, so that a copied cookie is not enough", async () => {
    const { browser, userId, sessionId } = await prepare();
    const data = { authenticatedAt: dayAgo() };
    await database.prisma.session.update({ where: { id: sessionId }, data });
    const response = await browser.post("signin/oidc", linking);
    expect(response.status).toBe(403);
    expect(await countLinks(userId)).toBe(0);
    expect((await createSignInBrowser().post("signin/oidc", linking)).status).toBe(401);
  });

  test("a proof that confirms the person links nothing, and a link confirms nobody", async () => {
    const { browser, userId } = await prepare();
    expect(await finish(browser, await ask(browser))).toBe("/reauthenticated?outcome=another_account");
    expect(await countLinks(userId)).toBe(0);
    const actor = await findActor(browser);
    const data = { authenticatedAt: new Date(Date.now() - 5 * 60_000) };
    await database.prisma.session.update({ where: { id: actor?.sessionId ?? "" }, data });
    expect(await finish(browser, await link(browser))).toBe("/reauthenticated?outcome=done");
    expect(await isProven(browser)).toBe(false);
  });
});
