import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertInvitation } from "#e2e/support/access/access-world.ts";
import { createTestRuntime, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type OidcPerson, type OidcServer, startOidcServer } from "#e2e/support/servers/oidc-server.ts";
import { createSignInBrowser, type SignInBrowser } from "#e2e/support/servers/sign-in-browser.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
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
      oidc: {
        issuer,
        name: "Acme ID",
        clientId,
        clientSecret,
        scopes: "openid email profile",
        groupsClaim: "groups",
      },
    },
  });
});

beforeEach(() => setRuntime(runtime));

const password = "correct horse battery staple";
const boss = "boss@example.com";

/** Runs the console with these settings. */
function configure(settings: Partial<Config>): void {
  setRuntime({ ...runtime, config: { ...runtime.config, ...settings } });
}

afterAll(async () => {
  setRuntime(undefined);
  await provider.close();
  await runtime.usage.stop();
  await database.close();
});

/** Starts a sign-in and returns the URL of the provider's page. */
async function startSignIn(browser: SignInBrowser, callbackUrl = "/"): Promise<string> {
  const body: unknown = await (await browser.post("signin/oidc", { callbackUrl })).json();
  return String(Reflect.get(Object(body), "url"));
}

/** Opens the callback URL and follows the redirects within /api/auth. Returns the URL they lead to. */
async function finishSignIn(browser: SignInBrowser, callback: URL): Promise<string> {
  let next = callback.href;
  for (let i = 0; i < 4 && next.startsWith(`${origin}/api/auth/`); i++) {
    const response = await browser.get(next.slice(`${origin}/api/auth/`.length));
    next = new URL(response.headers.get("location") ?? "", origin).href;
  }
  return next;
}

async function signInAs(person: OidcPerson, browser = createSignInBrowser(), callbackUrl = "/t/acme") {
  provider.person = person;
  const url = await startSignIn(browser, callbackUrl);
  return { browser, landed: await finishSignIn(browser, await provider.visit(url)) };
}

function findActor(browser: SignInBrowser) {
  return resolveUserActor(runtime, browser.cookieHeader(), { now: new Date(), address: null, agent: null });
}

test("lists a configured provider under its name", () => {
  expect(listSignInProviders(runtime.config)).toEqual([{ id: "oidc", label: "Acme ID" }]);
});

describe("signing in with an OpenID provider", () => {
  test("creates an account identified by issuer and subject, and returns to the requested page", async () => {
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

  test("finds the account again after its name and email address at the provider changed", async () => {
    const person = createPerson();
    const first = await findActor((await signInAs(person)).browser);
    const renamed = { ...person, name: "Renamed", email: createPerson().email };
    const second = await findActor((await signInAs(renamed)).browser);
    expect(second).toMatchObject({ userId: first?.userId, email: person.email.toLowerCase() });
    expect(second?.sessionId).not.toBe(first?.sessionId);
  });

  test("asks people with a second factor for a code, and then returns to the requested page (ASVS 6.3.4)", async () => {
    const person = createPerson();
    const first = await findActor((await signInAs(person)).browser);
    const { secret } = await insertSecondFactor(database, runtime, first?.userId ?? "");
    const { browser, landed } = await signInAs(person, createSignInBrowser(), "/t/acme?x=1");
    expect(landed).toBe(`${origin}/sign-in?callbackUrl=%2Ft%2Facme%3Fx%3D1&error=two_factor_required`);
    expect(await findActor(browser)).toBeNull();
    await browser.post("callback/credentials", { code: computeTotpCode(secret, new Date()) });
    const actor = await findActor(browser);
    expect(actor).toMatchObject({ userId: first?.userId });
    const event = await database.prisma.auditEvent.findFirstOrThrow({
      where: { targetId: actor?.sessionId },
    });
    expect(event.changes).toEqual({ provider: "oidc", secondFactor: "totp" });
  });

  test("never links an existing account by its email address, verified or not (ASVS 6.8.1)", async () => {
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

  test("creates no account if sign-up is closed", async () => {
    setRuntime({ ...runtime, config: { ...runtime.config, signUp: undefined } });
    const { browser, landed } = await signInAs(createPerson());
    expect(landed).toBe(`${origin}/sign-in?error=sign_up_closed`);
    expect(await findActor(browser)).toBeNull();
  });

  test.each(["a provider", "a password"])("ends the browser's earlier session from %s", async (from) => {
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

  test("keeps the browser's earlier session if the sign-in is rejected", async () => {
    const browser = createSignInBrowser();
    await signInAs(createPerson(), browser);
    const before = await findActor(browser);
    const { email } = await insertUser(database);
    await signInAs(createPerson({ email }), browser);
    expect(await findActor(browser)).toMatchObject({ sessionId: before?.sessionId });
  });

  test("rejects a suspended user", async () => {
    const person = createPerson();
    const actor = await findActor((await signInAs(person)).browser);
    await database.prisma.user.update({ where: { id: actor?.userId }, data: { status: "suspended" } });
    const { browser, landed } = await signInAs(person);
    expect(landed).toBe(`${origin}/sign-in?error=AccessDenied`);
    expect(browser.cookieHeader()).not.toContain("session-token");
  });
});

describe("an email address in INSTANCE_OWNERS", () => {
  function readUser(browser: SignInBrowser) {
    return findActor(browser).then((actor) =>
      database.prisma.user.findUniqueOrThrow({ where: { id: actor?.userId ?? "" } }),
    );
  }

  test("owns the instance if the provider has verified it", async () => {
    const email = "verified-boss@example.com";
    configure({ instanceOwners: [email] });
    const { browser } = await signInAs(createPerson({ email }));
    expect(await readUser(browser)).toMatchObject({ isInstanceOwner: true, instanceOwnerSource: "listed" });
  });

  test("gets no account without an invitation if it is not verified", async () => {
    configure({ instanceOwners: [boss] });
    const { browser, landed } = await signInAs(createPerson({ email: boss, email_verified: false }));
    expect(landed).toBe(`${origin}/sign-in?error=set_up_code_needed`);
    expect(await findActor(browser)).toBeNull();
  });

  test("doesn't own the instance until a sign-in in which the provider has verified it", async () => {
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
  test("joins through a provider from the invitation's page, once, and gets to the start page", async () => {
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

  test("is rejected if the account at the provider has another email address", async () => {
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

function encodePart(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** The classic confusion of algorithms: a signature with a secret where one with a private key is expected. */
function signWithSecret([, claims = ""]: string[]): string[] {
  const header = encodePart({ alg: "HS256", typ: "JWT" });
  const signature = createHmac("sha256", provider.clientSecret).update(`${header}.${claims}`);
  return [header, claims, signature.digest("base64url")];
}

describe("a sign-in at the provider", () => {
  test("sends state, nonce and a PKCE challenge, and ignores parameters that the request added", async () => {
    const browser = createSignInBrowser();
    const response = await browser.post("signin/oidc?scope=everything&redirect_uri=https://evil.example");
    const body: unknown = await response.json();
    const { searchParams } = new URL(String(Reflect.get(Object(body), "url")));
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

  test("works only in the browser that started it (ASVS 7.6.2)", async () => {
    provider.person = createPerson();
    const callback = await provider.visit(await startSignIn(createSignInBrowser()));
    const victim = createSignInBrowser();
    expect(await finishSignIn(victim, callback)).toContain("error=OAuthCallback");
    await startSignIn(victim);
    expect(await finishSignIn(victim, callback)).toContain("error=OAuthCallback");
    expect(victim.cookieHeader()).not.toContain("session-token");
  });

  test.each(["next-auth.state", "next-auth.nonce", "next-auth.pkce.code_verifier"])(
    "does not work without the cookie %s, or with the one of another browser",
    async (name) => {
      provider.person = createPerson();
      const other = createSignInBrowser();
      await startSignIn(other);
      for (const replacement of [undefined, other.cookies.get(name)]) {
        const browser = createSignInBrowser();
        const callback = await provider.visit(await startSignIn(browser));
        if (replacement === undefined) browser.cookies.delete(name);
        else browser.cookies.set(name, replacement);
        expect(await finishSignIn(browser, callback)).toContain("/sign-in?");
        expect(browser.cookieHeader()).not.toContain("session-token");
      }
      expect(await database.prisma.account.count({ where: { subject: provider.person.sub } })).toBe(0);
    },
  );

  test.each([
    ["unsigned", ([, claims]: string[]) => [encodePart({ alg: "none" }), claims, ""]],
    ["signed with the client's secret", signWithSecret],
    ["with another signature", ([header, claims]: string[]) => [header, claims, "A".repeat(342)]],
    [
      "with changed claims",
      ([header, , signature]: string[]) => [header, encodePart({ sub: "ada" }), signature],
    ],
  ])("is rejected with an ID token %s (ASVS 6.8.2)", async (_, forge) => {
    provider.person = createPerson();
    provider.forgeIdToken = (idToken) => forge(idToken.split(".")).join(".");
    const browser = createSignInBrowser();
    const callback = await provider.visit(await startSignIn(browser));
    expect(await finishSignIn(browser, callback)).toContain("error=OAuthCallback");
    provider.forgeIdToken = undefined;
    expect(browser.cookieHeader()).not.toContain("session-token");
    expect(await database.prisma.account.count({ where: { subject: provider.person.sub } })).toBe(0);
  });

  test("works once", async () => {
    provider.person = createPerson();
    const browser = createSignInBrowser();
    const callback = await provider.visit(await startSignIn(browser));
    const saved = new Map(browser.cookies);
    expect(await finishSignIn(browser, callback)).toBe(`${origin}/`);
    const replaying = createSignInBrowser();
    for (const [name, value] of saved) replaying.cookies.set(name, value);
    expect(await finishSignIn(replaying, callback)).toContain("error=OAuthCallback");
    expect(replaying.cookieHeader()).not.toContain("session-token");
  });
});
