import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cheapPassword, cheapPasswordHash } from "#e2e/support/database/cheap-password.ts";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  insertUser,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { verifyCredentials } from "#lib/auth/sign-in/verify-credentials.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { requestEmailChange } from "#lib/services/email-change/request.ts";
import { createPersonPasswordReset } from "#lib/services/instance/people/create-password-reset.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import { changePassword } from "#lib/services/passwords/change.ts";
import { resetPassword } from "#lib/services/passwords/reset.ts";
import { resetPasswordByCommand } from "#lib/services/passwords/reset-by-command.ts";
import { readReauthentication } from "#lib/services/reauthentication/read.ts";
import { reauthenticate } from "#lib/services/reauthentication/reauthenticate.ts";
import { createUser } from "#lib/services/users/create.ts";
import { createUserFromProvider } from "#lib/services/users/create-from-provider.ts";

const request = { id: "req_test", address: "198.51.100.7", agent: null };

let database: Database;
let on: Runtime;
let off: Runtime;
let limited: Runtime;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  on = createTestRuntime(database, { signUp: "open", signUpsPerHour: 1000 });
  off = { ...on, config: { ...on.config, allowsPasswords: false } };
  limited = { ...on, config: { ...on.config, allowedEmailDomains: ["example.com", "example.org"] } };
  team = await insertTeam(database);
});

afterAll(async () => {
  await on.usage.stop();
  await database.close();
});

const signUpContext = (runtime: Runtime) => createContext(runtime, { type: "system", name: "sign-up" });

function insertPerson(isInstanceOwner = false) {
  return insertUser(database, { passwordHash: cheapPasswordHash, isInstanceOwner });
}

function signIn(runtime: Runtime, email: string) {
  return verifyCredentials({ runtime, request, now: new Date() }, { email, password: cheapPassword });
}

/** A context as of a person who signed in a moment ago. */
async function contextOf(runtime: Runtime, userId: string) {
  const { id: sessionId } = await insertLiveSession(database, runtime, userId);
  const member = { id: createId("member"), teamId: team.id, userId, role: "viewer" as const };
  await database.prisma.member.create({ data: member });
  return createContext(runtime, { ...(await userActorOf(database, team, userId)), sessionId });
}

async function catchError(attempt: Promise<unknown>): Promise<{ code: string; message: string } | "done"> {
  return attempt.then(
    () => "done",
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );
}

const neverPasskey = () => {
  throw new Error("no passkey was sent");
};

describe("while passwords are off", () => {
  test("only administrators of the console sign in with one, and others again once they are on", async () => {
    const person = await insertPerson();
    const administrator = await insertPerson(true);
    expect(await signIn(off, person.email)).toBeNull();
    expect(await signIn(off, administrator.email)).toMatchObject({ userId: administrator.id });
    expect(await signIn(on, person.email)).toMatchObject({ userId: person.id });
  });

  test("nobody signs up with one, except for the first account", async () => {
    const input = { name: "Ada", password: "thistle river stone" };
    const known = await insertPerson();
    const closed = { code: "sign_up_closed", message: "Passwords are turned off. Use a sign-in provider" };
    for (const email of ["new@example.com", known.email]) {
      expect(await catchError(createUser(signUpContext(off), { ...input, email }))).toEqual(closed);
    }
    const empty = await openTestDatabase();
    const fresh = { ...off, database: empty };
    const setupCode = createSetUpCode(off.secrets.session);
    const first = { ...input, email: "boss@example.com", setupCode };
    expect(await catchError(createUser(signUpContext(fresh), first))).toBe("done");
    await empty.close();
  });

  test("people still sign up through a provider", async () => {
    const person = {
      provider: "oidc",
      issuer: "https://id.example.com",
      subject: "1",
      name: "Grace",
      email: "grace@example.com",
      isEmailVerified: true,
      invitationToken: undefined,
    };
    const created = createUserFromProvider({ runtime: off, request, now: new Date() }, person);
    expect(await catchError(created)).toBe("done");
  });

  test("only administrators of the console change theirs", async () => {
    const input = {
      currentPassword: cheapPassword,
      newPassword: "thistle river stone",
      endOtherSessions: true,
    };
    const person = await insertPerson();
    const refused = await catchError(changePassword(await contextOf(off, person.id), input));
    expect(refused).toMatchObject({ code: "conflict" });
    const administrator = await insertPerson(true);
    expect(await catchError(changePassword(await contextOf(off, administrator.id), input))).toBe("done");
  });

  test("links reset only the passwords of administrators", async () => {
    const reset = async (userId: string) => {
      const token = `token-of-${userId}`;
      await database.prisma.oneTimeToken.create({
        data: {
          id: createId("oneTimeToken"),
          purpose: "password_reset",
          tokenHash: new Uint8Array(hashOneTimeToken(token)),
          userId,
          expiresAt: new Date(Date.now() + 60_000),
        },
      });
      return catchError(resetPassword(signUpContext(off), { token, password: "thistle river stone" }));
    };
    expect(await reset((await insertPerson()).id)).toMatchObject({ code: "not_found" });
    expect(await reset((await insertPerson(true)).id)).toBe("done");
  });

  test("nobody creates a link for others", async () => {
    const administrator = await insertPerson(true);
    const person = await insertPerson();
    const ctx = await contextOf(off, administrator.id);
    const actor = { ...ctx.actor, isInstanceOwner: true };
    const created = createPersonPasswordReset({ ...ctx, actor } as typeof ctx, { id: person.id });
    expect(await catchError(created)).toMatchObject({ code: "conflict" });
    const now = new Date();
    expect(
      await catchError(resetPasswordByCommand(off, { email: person.email, resetsTwoFactor: false, now })),
    ).toMatchObject({
      code: "conflict",
    });
    expect(
      await catchError(
        resetPasswordByCommand(off, { email: administrator.email, resetsTwoFactor: false, now }),
      ),
    ).toBe("done");
  });

  test("a password doesn't confirm who someone is, except for administrators", async () => {
    const prove = (ctx: Awaited<ReturnType<typeof contextOf>>) =>
      catchError(reauthenticate(ctx, { password: cheapPassword }, neverPasskey));
    const ctx = await contextOf(off, (await insertPerson()).id);
    expect(await readReauthentication(ctx, null)).toMatchObject({ methods: [] });
    expect(await prove(ctx)).toMatchObject({ code: "conflict" });
    const administrator = await contextOf(off, (await insertPerson(true)).id);
    expect(await readReauthentication(administrator, null)).toMatchObject({ methods: ["password"] });
    expect(await prove(administrator)).toBe("done");
  });
});

describe("allowed email domains", () => {
  const problem = {
    code: "invalid_request",
    message: "email: Use an email address at example.com or example.org",
  };

  test("apply to sign-ups, whether or not the address has an account", async () => {
    const known = await insertUser(database, { email: "known@other.test" });
    for (const email of ["ada@other.test", known.email, "ada@mail.example.com"]) {
      const input = { name: "Ada", email, password: "thistle river stone" };
      expect(await catchError(createUser(signUpContext(limited), input))).toEqual(problem);
    }
    const input = { name: "Ada", email: "Ada@Example.ORG", password: "thistle river stone" };
    expect(await catchError(createUser(signUpContext(limited), input))).toBe("done");
  });

  test("apply to new accounts of providers", async () => {
    const person = {
      provider: "oidc",
      issuer: "https://id.example.com",
      subject: "2",
      name: "Eve",
      email: "eve@other.test",
      isEmailVerified: true,
      invitationToken: undefined,
    };
    const created = createUserFromProvider({ runtime: limited, request, now: new Date() }, person);
    expect(await catchError(created)).toEqual(problem);
  });

  test("apply to invitations and changes of the address, and not to people who are here already", async () => {
    const owner = createContext(limited, await userActorOf(database, team, team.owner.id));
    const invite = (email: string) =>
      catchError(createInvitation(owner, { email, role: "viewer", origin: "https://console.example.com" }));
    expect(await invite("eve@other.test")).toEqual(problem);
    expect(await invite("mary@example.com")).toBe("done");
    const person = await insertUser(database, { email: "old@other.test", passwordHash: cheapPasswordHash });
    const ctx = await contextOf(limited, person.id);
    expect(await catchError(requestEmailChange(ctx, { email: "new@other.test" }))).toEqual(problem);
    expect(await catchError(requestEmailChange(ctx, { email: "moved@example.org" }))).toBe("done");
    const other = await insertUser(database, { email: "stays@other.test", passwordHash: cheapPasswordHash });
    expect(await signIn(limited, other.email)).toMatchObject({ userId: other.id });
  });
});
