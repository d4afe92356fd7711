import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertInvitation } from "#e2e/support/access/access-world.ts";
import { createTestRuntime, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type OidcPerson, type OidcServer, startOidcServer } from "#e2e/support/servers/oidc-server.ts";
import { createSignInBrowser, type SignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { listSignInProviders } from "#lib/auth/providers/list-sign-in-providers.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";

const origin = "http://127.0.0.1:3000";

let database: Database;
let runtime: Runtime;
let provider: OidcServer;
let count = 0;

/** A person with an account at the provider who is new to this console. */
function createPerson(fields: Partial<OidcPerson> = {}): OidcPerson {
  count += 1;
  return {
    sub: `subject-${count}`,
    name: `Grace ${count}`,
    email: `Grace-${count}@Example.com`,
    email_verified: true,
    ...fields,
  };
}

beforeAll(async () => {
  database = await openTestDatabase();
  // Only the first account needs the setup code.
  await insertUser(database);
  provider = await startOidcServer(`${origin}/api/auth/callback/oidc`, createPerson());
  const { issuer, clientId, clientSecret } = provider;
  runtime = createTestRuntime(database, {
    signUp: "open",
    signUpsPerHour: 1000,
    providers: {
      github: undefined,
      google: undefined,
      oidc: { issuer, name: "Acme ID", clientId, clientSecret },
    },
  });
});

beforeEach(() => setRuntime(runtime));

const password = "correct horse battery staple";
const boss = "boss@example.com";

/** The console as it runs with these settings. */
function configure(settings: Partial<Config>): void {
  setRuntime({ ...runtime, config: { ...runtime.config, ...settings } });
}

afterAll(async () => {
  setRuntime(undefined);
  await provider.close();
  await runtime.usage.stop();
  await database.close();
});

/** Leaves for the provider; the address of its page. */
async function leave(browser: SignInBrowser, callbackUrl = "/"): Promise<string> {
  const answer: unknown = await (await browser.post("signin/oidc", { callbackUrl })).json();
  return String(Reflect.get(Object(answer), "url"));
}

/** Comes back with what the provider said; where our answer leads, the library's own detours taken. */
async function comeBack(browser: SignInBrowser, address: URL): Promise<string> {
  let next = address.href;
  for (let i = 0; i < 4 && next.startsWith(`${origin}/api/auth/`); i++) {
    const response = await browser.get(next.slice(`${origin}/api/auth/`.length));
    next = new URL(response.headers.get("location") ?? "", origin).href;
  }
  return next;
}

async function signInAs(person: OidcPerson, browser = createSignInBrowser(), callbackUrl = "/t/acme") {
  provider.person = person;
  const address = await leave(browser, callbackUrl);
  return { browser, landed: await comeBack(browser, await provider.visit(address)) };
}

function findActor(browser: SignInBrowser) {
  return resolveUserActor(runtime, browser.cookieHeader(), { now: new Date(), address: null, agent: null });
}

test("a configured provider appears on the sign-in page under its name", () => {
  expect(listSignInProviders(runtime.config)).toEqual([{ id: "oidc", label: "Acme ID" }]);
});

describe("signing in with an OpenID provider", () => {
  test("makes an account known by issuer and subject, and starts a session where one wanted to go", async () => {
    const person = createPerson();
    const { browser, landed } = await signInAs(person);
    expect(landed).toBe(`${origin}/t/acme`);
    const actor = await findActor(browser);
    expect(actor).toMatchObject({
      name: person.name,
      email: person.email.toLowerCase(),
      team: { role: "owner" },
    });
    const user = await database.prisma.user.findUniqueOrThrow({
      where: { id: actor?.userId },
      include: { accounts: true },
    });
    expect(user).toMatchObject({ passwordHash: null, emailVerifiedAt: expect.any(Date) });
    expect(user.accounts).toMatchObject([{ provider: "oidc", issuer: provider.issuer, subject: person.sub }]);
  });

  test("finds the account again, though name and address at the provider have changed", async () => {
    const person = createPerson();
    const first = await findActor((await signInAs(person)).browser);
    const renamed = { ...person, name: "Renamed", email: createPerson().email };
    const second = await findActor((await signInAs(renamed)).browser);
    expect(second).toMatchObject({ userId: first?.userId, email: person.email.toLowerCase() });
    expect(second?.sessionId).not.toBe(first?.sessionId);
  });

  test("never joins an account by its address, verified or not", async () => {
    for (const email_verified of [true, false]) {
      const user = await insertUser(database, { email: `ada-${email_verified}@example.com` });
      const { browser, landed } = await signInAs(createPerson({ email: user.email, email_verified }));
      expect(new URL(landed).pathname).toBe("/sign-in");
      expect(new URL(landed).searchParams.get("error")).toBe("OAuthAccountNotLinked");
      expect(await findActor(browser)).toBeNull();
      expect(await database.prisma.account.count({ where: { userId: user.id } })).toBe(0);
      expect(await database.prisma.session.count({ where: { userId: user.id } })).toBe(0);
    }
  });

  test("makes no account where sign-up is closed", async () => {
    setRuntime({ ...runtime, config: { ...runtime.config, signUp: undefined } });
    const { browser, landed } = await signInAs(createPerson());
    expect(landed).toBe(`${origin}/sign-in?error=sign_up_closed`);
    expect(await findActor(browser)).toBeNull();
  });

  test.each(["a provider", "a password"])("ends the session that the browser had from %s", async (from) => {
    const browser = createSignInBrowser();
    if (from === "a provider") await signInAs(createPerson(), browser);
    else {
      const user = await insertUser(database, {
        passwordHash: await hashPassword(password, { lane: "unknown", key: "test" }),
      });
      await browser.signIn(user.email, password);
    }
    const earlier = new Map(browser.cookies);
    expect(await findActor(browser)).not.toBeNull();
    const person = createPerson();
    await signInAs(person, browser);
    expect(await findActor(browser)).toMatchObject({ name: person.name });
    const thief = createSignInBrowser();
    for (const [name, value] of earlier) thief.cookies.set(name, value);
    expect(await findActor(thief)).toBeNull();
    expect(await (await thief.get("session")).json()).toEqual({});
  });

  test("leaves the session that the browser had when the provider's person is refused", async () => {
    const browser = createSignInBrowser();
    await signInAs(createPerson(), browser);
    const before = await findActor(browser);
    const { email } = await insertUser(database);
    await signInAs(createPerson({ email }), browser);
    expect(await findActor(browser)).toMatchObject({ sessionId: before?.sessionId });
  });

  test("rejects a person who is suspended here", async () => {
    const person = createPerson();
    const actor = await findActor((await signInAs(person)).browser);
    await database.prisma.user.update({ where: { id: actor?.userId }, data: { status: "suspended" } });
    const { browser, landed } = await signInAs(person);
    expect(landed).toBe(`${origin}/sign-in?error=AccessDenied`);
    expect(browser.cookieHeader()).not.toContain("session-token");
  });
});

describe("an address that INSTANCE_OWNERS lists", () => {
  function readUser(browser: SignInBrowser) {
    return findActor(browser).then((actor) =>
      database.prisma.user.findUniqueOrThrow({ where: { id: actor?.userId ?? "" } }),
    );
  }

  test("owns the instance when the provider has verified it", async () => {
    const email = "verified-boss@example.com";
    configure({ instanceOwners: [email] });
    const { browser } = await signInAs(createPerson({ email }));
    expect(await readUser(browser)).toMatchObject({ isInstanceOwner: true, instanceOwnerSource: "listed" });
  });

  test("gets no account without an invitation while it is not verified", async () => {
    configure({ instanceOwners: [boss] });
    const { browser, landed } = await signInAs(createPerson({ email: boss, email_verified: false }));
    expect(landed).toBe(`${origin}/sign-in?error=set_up_code_needed`);
    expect(await findActor(browser)).toBeNull();
  });

  test("owns nothing when it is not verified, and becomes owner at the sign-in that brings the verified claim", async () => {
    const team = await insertTeam(database);
    const { token } = await insertInvitation(database, team, boss);
    configure({ instanceOwners: [boss], signUp: "invite-only" });
    const person = createPerson({ email: boss, email_verified: false });
    const invited = await signInAs(person, createSignInBrowser(), `/invitations/${token}`);
    expect(await readUser(invited.browser)).toMatchObject({ isInstanceOwner: false, emailVerifiedAt: null });
    const again = await signInAs({ ...person, email: "other@example.com", email_verified: true });
    expect(await readUser(again.browser)).toMatchObject({ isInstanceOwner: false, emailVerifiedAt: null });
    const later = await signInAs({ ...person, email_verified: true });
    expect(await readUser(later.browser)).toMatchObject({
      isInstanceOwner: true,
      instanceOwnerSource: "listed",
      emailVerifiedAt: expect.any(Date),
    });
  });
});

describe("an invited person on an invite-only console", () => {
  test("joins by the provider from the invitation's page, once, and lands at the start", async () => {
    const team = await insertTeam(database);
    configure({ signUp: "invite-only" });
    const person = createPerson();
    const { token } = await insertInvitation(database, team, person.email.toLowerCase());
    const { browser, landed } = await signInAs(person, createSignInBrowser(), `/invitations/${token}`);
    expect(landed).toBe(`${origin}/`);
    expect(await findActor(browser)).toMatchObject({ team: { id: team.id, role: "developer" } });
    const second = createPerson({ email: person.email });
    const replay = await signInAs(second, createSignInBrowser(), `/invitations/${token}`);
    expect(replay.landed).toBe(`${origin}/sign-in?error=invitation_for_another`);
  });

  test("is refused when the provider's account has another address", async () => {
    const team = await insertTeam(database);
    configure({ signUp: "invite-only" });
    const { token } = await insertInvitation(database, team, "someone.else@example.com");
    const { browser, landed } = await signInAs(
      createPerson(),
      createSignInBrowser(),
      `/invitations/${token}`,
    );
    expect(landed).toBe(`${origin}/sign-in?error=invitation_for_another`);
    expect(await findActor(browser)).toBeNull();
  });
});

describe("the way to the provider and back", () => {
  test("carries state, nonce and a PKCE challenge, and nothing that the request added", async () => {
    const browser = createSignInBrowser();
    const response = await browser.post("signin/oidc?scope=everything&redirect_uri=https://evil.example");
    const answer: unknown = await response.json();
    const { searchParams } = new URL(String(Reflect.get(Object(answer), "url")));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: provider.clientId,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
      nonce: expect.stringMatching(/^[\w-]{20,}$/),
      redirect_uri: `${origin}/api/auth/callback/oidc`,
      response_type: "code",
      scope: "openid email profile",
      state: expect.stringMatching(/^[\w-]{20,}$/),
    });
  });

  test("belongs to the browser that started it", async () => {
    provider.person = createPerson();
    const address = await provider.visit(await leave(createSignInBrowser()));
    const victim = createSignInBrowser();
    expect(await comeBack(victim, address)).toContain("error=OAuthCallback");
    await leave(victim);
    expect(await comeBack(victim, address)).toContain("error=OAuthCallback");
    expect(victim.cookieHeader()).not.toContain("session-token");
  });

  test.each(["next-auth.state", "next-auth.nonce", "next-auth.pkce.code_verifier"])(
    "does not work without %s, or with another's",
    async (name) => {
      provider.person = createPerson();
      const other = createSignInBrowser();
      await leave(other);
      for (const replacement of [undefined, other.cookies.get(name)]) {
        const browser = createSignInBrowser();
        const address = await provider.visit(await leave(browser));
        if (replacement === undefined) browser.cookies.delete(name);
        else browser.cookies.set(name, replacement);
        expect(await comeBack(browser, address)).toContain("/sign-in?");
        expect(browser.cookieHeader()).not.toContain("session-token");
      }
      expect(await database.prisma.account.count({ where: { subject: provider.person.sub } })).toBe(0);
    },
  );

  test("works once", async () => {
    provider.person = createPerson();
    const browser = createSignInBrowser();
    const address = await provider.visit(await leave(browser));
    const kept = new Map(browser.cookies);
    expect(await comeBack(browser, address)).toBe(`${origin}/`);
    const replaying = createSignInBrowser();
    for (const [name, value] of kept) replaying.cookies.set(name, value);
    expect(await comeBack(replaying, address)).toContain("error=OAuthCallback");
    expect(replaying.cookieHeader()).not.toContain("session-token");
  });
});
