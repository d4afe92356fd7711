import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callScim, insertScimToken } from "#e2e/support/access/scim-caller.ts";
import { createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { signInWithProvider } from "./sign-in-with-provider.ts";

let database: Database;
let runtime: Runtime;
let token: string;
let count = 0;

const issuer = "https://id.example.com";

/** The operator's own provider, and one that anyone can have an account at. */
const own = { id: "oidc", issuer, linksProvisioned: true, groupsClaim: "groups" } as const;
const open = {
  id: "google",
  issuer: "https://accounts.google.com",
  linksProvisioned: false,
  groupsClaim: null,
};

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { signUp: "invite-only" });
  setRuntime(runtime);
  await insertUser(database);
  ({ token } = await insertScimToken(database));
});

beforeEach(() => setRuntime(runtime));

afterAll(async () => {
  setRuntime(undefined);
  await runtime.close();
  await database.close();
});

async function provision(externalId?: string): Promise<{ id: string; email: string }> {
  count += 1;
  const email = `provisioned-${count}@example.com`;
  const person = { userName: email, externalId };
  const { status, body } = await callScim("POST", "/Users", { token, body: person });
  expect(status).toBe(201);
  return { id: String(body.id), email };
}

function signIn(
  email: string,
  fields: Record<string, unknown> = {},
  provider: typeof own | typeof open = own,
) {
  const request = { id: "req_test", address: null, agent: null };
  const profile = {
    sub: `subject of ${email.toLowerCase()}`,
    name: "Someone",
    email,
    email_verified: true,
    ...fields,
  };
  const context = { runtime, request, now: new Date() };
  return signInWithProvider(context, provider, { profile, invitationToken: undefined });
}

function countAccounts(userId: string): Promise<number> {
  return database.prisma.account.count({ where: { userId } });
}

describe("a person whom the directory created", () => {
  test("signs in with the provider that verified the same address, also when sign-up is closed", async () => {
    const { id, email } = await provision();
    expect(await signIn(email.toUpperCase())).toMatchObject({ outcome: "started", email });
    const user = await database.prisma.user.findUniqueOrThrow({ where: { id } });
    expect(user.emailVerifiedAt).not.toBeNull();
    expect(await signIn(email)).toMatchObject({ outcome: "started" });
    expect(await countAccounts(id)).toBe(1);
    const event = await database.prisma.auditEvent.findFirst({
      where: { action: "account.link", targetId: id },
    });
    expect(event?.changes).toMatchObject({ provider: "oidc", issuer });
  });

  test("is linked once, to the first of 10 subjects at once", async () => {
    const { id, email } = await provision();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => signIn(email, { sub: `${email} ${i}` })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await countAccounts(id)).toBe(1);
  });

  test.each([
    ["an address that isn't verified", { email_verified: false }, own],
    ["a provider that anyone can have an account at", {}, open],
  ])("is not linked by %s", async (_, fields, provider) => {
    const { id, email } = await provision();
    await expect(signIn(email, fields, provider)).rejects.toMatchObject({ code: expect.any(String) });
    expect(await countAccounts(id)).toBe(0);
  });

  test.each([["sub"], ["oid"]])(
    "is linked by the directory's own ID as %s, with the same address, if the provider verifies none",
    async (claim) => {
      const externalId = `id-${claim}`;
      const { id, email } = await provision(externalId);
      const unverified = { email_verified: undefined };
      await expect(signIn(email, { ...unverified, [claim]: "another id" })).rejects.toMatchObject({
        code: expect.any(String),
      });
      await expect(signIn(`x-${email}`, { ...unverified, [claim]: externalId })).rejects.toMatchObject({
        code: expect.any(String),
      });
      expect(await countAccounts(id)).toBe(0);
      expect(await signIn(email, { ...unverified, [claim]: externalId })).toMatchObject({
        outcome: "started",
      });
      const user = await database.prisma.user.findUniqueOrThrow({ where: { id } });
      expect(user.emailVerifiedAt).toBeNull();
    },
  );

  test("is not linked once they have a password, or while they are deactivated", async () => {
    const withPassword = await provision();
    await database.prisma.user.update({
      where: { id: withPassword.id },
      data: { passwordHash: "$argon2id$" },
    });
    await expect(signIn(withPassword.email)).rejects.toMatchObject({ code: expect.any(String) });
    const leaver = await provision();
    const body = { Operations: [{ op: "replace", path: "active", value: false }] };
    await callScim("PATCH", `/Users/${leaver.id}`, { token, body });
    await expect(signIn(leaver.email)).rejects.toMatchObject({ code: expect.any(String) });
    expect([await countAccounts(withPassword.id), await countAccounts(leaver.id)]).toEqual([0, 0]);
  });

  test("is not linked to a second subject, such as of the next owner of the address", async () => {
    const { id, email } = await provision();
    await signIn(email);
    await expect(signIn(email, { sub: "someone else" })).rejects.toMatchObject({ code: expect.any(String) });
    expect(await countAccounts(id)).toBe(1);
  });
});

test("an account that the directory doesn't manage is never linked by its address", async () => {
  const user = await insertUser(database);
  await expect(signIn(user.email)).rejects.toMatchObject({ code: expect.any(String) });
  expect(await countAccounts(user.id)).toBe(0);
});
