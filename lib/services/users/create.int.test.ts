import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createContext,
  createTestRuntime,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { passwordCost } from "#lib/auth/credentials/password-cost.ts";
import { createSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { verifyCredentials } from "#lib/auth/sign-in/verify-credentials.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createUser } from "./create.ts";
import { readSignUpState } from "./read-sign-up-state.ts";

const password = "correct horse battery staple";

let database: Database;
let runtime: Runtime;

beforeEach(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterEach(async () => {
  await runtime.usage.stop();
  await database.close();
});

/** A caller on this machine by default. */
function createCaller(settings: Partial<Config> = {}, isLocal = true) {
  const ctx = createContext(
    { ...runtime, config: { ...runtime.config, ...settings } },
    { type: "system", name: "test" },
  );
  return { ...ctx, request: { ...ctx.request, isLocal } };
}

function signUp(
  email: string,
  more: { invitationToken?: string; setupCode?: string } = {},
  settings?: Partial<Config>,
  isLocal?: boolean,
) {
  return createUser(createCaller(settings, isLocal), { name: "Ada", email, password, ...more });
}

async function invite(team: TestTeam, email: string, fields: { expiresAt?: Date; withdrawnAt?: Date } = {}) {
  const token = createId("request");
  await database.prisma.invitation.create({
    data: {
      id: createId("invitation"),
      teamId: team.id,
      email,
      role: "developer",
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      invitedById: team.owner.id,
      expiresAt: new Date(Date.now() + 60_000),
      ...fields,
    },
  });
  return token;
}

test("a new console has no accounts (ASVS 6.3.2)", async () => {
  expect(await database.prisma.user.count()).toBe(0);
});

describe("the first account", () => {
  test("owns the instance and a team with three environments, and can sign in", async () => {
    const user = await signUp("Ada@Example.com");
    expect(user).toEqual({ id: user.id, name: "Ada", email: "ada@example.com", teamId: user.teamId });
    const row = await database.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(row).toMatchObject({ isInstanceOwner: true, instanceOwnerSource: "setup" });
    expect(row.passwordHash).toContain(
      `$argon2id$v=19$m=${passwordCost.memory},t=${passwordCost.passes},p=1$`,
    );
    const team = await database.prisma.team.findUniqueOrThrow({
      where: { id: user.teamId },
      include: { members: true, environments: { orderBy: { position: "asc" } } },
    });
    expect(team.name).toBe("Ada's team");
    expect(team.members).toMatchObject([{ userId: user.id, role: "owner", status: "active" }]);
    expect(team.environments.map(({ slug }) => slug)).toEqual(["development", "staging", "production"]);
    const audited = await database.prisma.auditEvent.findMany({ orderBy: { seq: "asc" } });
    expect(audited.map(({ action }) => action).sort()).toEqual([
      "instance_owner.grant",
      "team.create",
      "user.create",
    ]);
    expect(await verifyCredentials(createCaller(), { email: "ada@example.com", password })).toMatchObject({
      userId: user.id,
    });
  });

  test("is the only one when two people sign up at once", async () => {
    const outcomes = await Promise.allSettled([signUp("ada@example.com"), signUp("grace@example.com")]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "sign_up_closed" },
    });
    expect(await database.prisma.user.findMany()).toMatchObject([{ isInstanceOwner: true }]);
    expect(await database.prisma.team.count()).toBe(1);
  });

  test("is the only instance owner when sign-up is open and two people sign up at once", async () => {
    const open = { signUp: "open" } as const;
    await Promise.all([signUp("ada@example.com", {}, open), signUp("grace@example.com", {}, open)]);
    expect(await database.prisma.user.count()).toBe(2);
    expect(await database.prisma.user.count({ where: { isInstanceOwner: true } })).toBe(1);
  });

  test("requires the setup code unless the request comes from this machine", async () => {
    const error = { code: "invalid_request", details: [{ path: "setupCode" }] };
    const attempt = (setupCode?: string) =>
      signUp("ada@example.com", setupCode === undefined ? {} : { setupCode }, {}, false);
    await expect(attempt()).rejects.toMatchObject(error);
    await expect(attempt("AAAA-AAAA")).rejects.toMatchObject(error);
    expect(await readSignUpState(runtime, false)).toEqual({
      isOpen: true,
      needsSetUpCode: true,
      hasUsers: false,
    });
    await attempt(createSetUpCode(runtime.secrets.session).toLowerCase());
    expect(await database.prisma.user.count({ where: { isInstanceOwner: true } })).toBe(1);
  });
});

describe("later accounts", () => {
  test("are rejected after the first, and are not instance owners if sign-up is open", async () => {
    await signUp("ada@example.com");
    await expect(signUp("grace@example.com")).rejects.toMatchObject({ code: "sign_up_closed", status: 403 });
    const { id } = await signUp("grace@example.com", {}, { signUp: "open" });
    const grace = await database.prisma.user.findUniqueOrThrow({ where: { id } });
    expect(grace.isInstanceOwner).toBe(false);
  });

  test("cannot use an email address twice, in any case or form, or at the same time", async () => {
    const open = { signUp: "open" } as const;
    await signUp("ada@example.com", {}, open);
    await expect(signUp(" ADA@example.com ", {}, open)).rejects.toMatchObject({
      code: "conflict",
      status: 409,
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => signUp("grace@example.com", {}, open)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.prisma.team.count()).toBe(2);
  });

  test("are limited per hour and IP address, and of the rejected ones only conflicts count", async () => {
    const limited = { signUp: "open", signUpsPerHour: 2 } as const;
    await expect(signUp("no address", {}, limited)).rejects.toMatchObject({ code: "invalid_request" });
    await signUp("ada@example.com", {}, limited);
    await expect(signUp("ada@example.com", {}, limited)).rejects.toMatchObject({ code: "conflict" });
    await expect(signUp("grace@example.com", {}, limited)).rejects.toMatchObject({
      code: "rate_limit_exceeded",
      headers: { "Retry-After": expect.stringMatching(/^\d+$/) },
    });
    expect(await database.prisma.user.count()).toBe(1);
  });
});

describe("an invitation", () => {
  test("adds a person to its team with its role, once, even if sign-up is closed", async () => {
    const team = await insertTeam(database);
    const invitationToken = await invite(team, "grace@example.com");
    const user = await signUp("grace@example.com", { invitationToken });
    expect(user.teamId).toBe(team.id);
    const members = await database.prisma.member.findMany({ where: { userId: user.id } });
    expect(members).toMatchObject([{ teamId: team.id, role: "developer" }]);
    expect(await database.prisma.team.count()).toBe(1);
    await expect(signUp("grace@example.com", { invitationToken })).rejects.toMatchObject({
      code: "sign_up_closed",
    });
  });

  test("is rejected for another email address, and after it was withdrawn or expired", async () => {
    const team = await insertTeam(database);
    const past = new Date(Date.now() - 1000);
    const tokens = [
      await invite(team, "another@example.com"),
      await invite(team, "grace@example.com", { withdrawnAt: past }),
      await invite(team, "grace@example.com", { expiresAt: past }),
      "invented",
    ];
    for (const invitationToken of tokens) {
      await expect(signUp("grace@example.com", { invitationToken })).rejects.toMatchObject({
        code: "sign_up_closed",
      });
    }
    expect(await database.prisma.user.count()).toBe(1);
  });
});
