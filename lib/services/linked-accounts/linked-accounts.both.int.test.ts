import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { cheapPasswordHash } from "#e2e/support/database/cheap-password.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertPasskey } from "#e2e/support/database/software-authenticator.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { hasOtherWay, type WaysIn } from "./other-ways.ts";

const issuer = "https://id.example.com";
const client = { clientId: "x", clientSecret: "y" };

let database: Database;
let runtime: Runtime;
let team: TestTeam;
let cookie: string;

beforeAll(async () => {
  database = await openTestDatabase();
  const oidc = { issuer, name: "Acme ID", scopes: "openid email profile", groupsClaim: "groups", ...client };
  runtime = createTestRuntime(database, { providers: { github: client, google: undefined, oidc } });
  setRuntime(runtime);
});

beforeEach(async () => {
  team = await insertTeam(database);
  ({ cookie } = await createSessionCookie(database, runtime, team.owner.id));
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

async function link(fields: { issuer?: string; provider?: string } = {}): Promise<string> {
  const id = createId("account");
  const data = { id, userId: team.owner.id, provider: "oidc", issuer, subject: id, ...fields };
  await database.prisma.account.create({ data });
  return id;
}

const setPassword = () =>
  database.prisma.user.update({
    where: { id: team.owner.id },
    data: { passwordHash: cheapPasswordHash },
  });

const unlink = (id: string, from = cookie) =>
  callApi(`/me/providers/${id}`, { method: "DELETE", cookie: from });

describe("linked providers", () => {
  test("are listed with their names, and whether they can be unlinked", async () => {
    const id = await link();
    const list = async () => (await callApi("/me/providers", { cookie })).body;
    const shown = { id, provider: "oidc", name: "Acme ID", linkedAt: expect.any(String) };
    expect(await list()).toEqual({ data: [{ ...shown, canUnlink: false }], nextCursor: null });
    await setPassword();
    expect(await list()).toMatchObject({ data: [{ canUnlink: true }] });
  });

  test("can be unlinked by a person with a password, which is recorded and told", async () => {
    await setPassword();
    const id = await link();
    expect(await unlink(id)).toMatchObject({ status: 200, body: { id, name: "Acme ID" } });
    expect((await unlink(id)).status).toBe(404);
    const { id: userId } = team.owner;
    expect(await database.prisma.account.count({ where: { userId } })).toBe(0);
    const event = { actorId: userId, action: "account.unlink" };
    expect(await database.prisma.auditEvent.findMany({ where: event })).toMatchObject([
      { changes: { accountId: id, provider: "oidc", issuer } },
    ]);
    expect(await database.prisma.notice.findMany({ where: { userId } })).toMatchObject([
      { kind: "provider_changed", data: { provider: "Acme ID", change: "unlinked" } },
    ]);
  });

  test("stay if they are the only way to sign in, of two at once, too", async () => {
    const first = await link();
    expect(await unlink(first)).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining("the only way you can sign in") } },
    });
    const second = await link();
    const answers = await Promise.all([unlink(first), unlink(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("stay if the person's password is turned off", async () => {
    await setPassword();
    const id = await link();
    setRuntime({ ...runtime, config: { ...runtime.config, allowsPasswords: false } });
    const refused = await unlink(id);
    setRuntime(runtime);
    expect(refused.status).toBe(409);
    expect((await unlink(id)).status).toBe(200);
  });

  test("can be unlinked by nobody else, and not with a proof that is too old", async () => {
    await setPassword();
    const id = await link();
    const other = await insertTeam(database);
    const stranger = await createSessionCookie(database, runtime, other.owner.id);
    expect((await unlink(id, stranger.cookie)).status).toBe(404);
    const { secret } = await insertKey(database, team);
    expect((await callApi(`/me/providers/${id}`, { method: "DELETE", key: secret })).status).toBe(403);
    await database.prisma.session.updateMany({
      where: { userId: team.owner.id },
      data: { authenticatedAt: new Date(Date.now() - 16 * 60_000) },
    });
    expect(await unlink(id)).toMatchObject({
      status: 403,
      body: { error: { code: "reauthentication_required" } },
    });
  });

  test("keep a person from removing the passkey that is their last way in", async () => {
    const passkey = await insertPasskey(database, team.owner.id);
    const remove = () => callApi(`/me/passkeys/${passkey.id}`, { method: "DELETE", cookie });
    expect((await remove()).status).toBe(409);
    await link();
    expect((await remove()).status).toBe(200);
  });
});

describe("another way to sign in", () => {
  const account = (id: string, of = issuer): WaysIn["accounts"][number] => ({
    id,
    userId: "user_1",
    provider: "oidc",
    issuer: of,
    subject: id,
    createdAt: new Date(0),
  });
  const ways: WaysIn = {
    passwordHash: null,
    isInstanceOwner: false,
    accounts: [account("one")],
    passkeys: [],
  };
  const decide = (fields: Partial<WaysIn>, settings: Partial<Config> = {}) =>
    hasOtherWay({
      ways: { ...ways, ...fields },
      removedId: "one",
      config: { ...runtime.config, ...settings },
      host: "console.example.com",
    });

  test("is a password while passwords are off only for an administrator of the console", () => {
    const config = { ...runtime.config, allowsPasswords: false };
    const decideFor = (isInstanceOwner: boolean) =>
      hasOtherWay({
        ways: { ...ways, passwordHash: "set", isInstanceOwner },
        removedId: "one",
        config,
        host: null,
      });
    expect([decideFor(false), decideFor(true)]).toEqual([false, true]);
  });

  test("is a password, a passkey of this host, or another provider that is configured", () => {
    expect(decide({})).toBe(false);
    expect(decide({ passwordHash: "set" })).toBe(true);
    expect(decide({ passkeys: [{ id: "p", rpId: "console.example.com" }] })).toBe(true);
    expect(decide({ passkeys: [{ id: "p", rpId: "localhost" }] })).toBe(false);
    expect(decide({ accounts: [account("one"), account("two")] })).toBe(true);
    expect(decide({ accounts: [account("one"), account("two", "https://gone.example")] })).toBe(false);
  });

  test("is not a password that the console no longer accepts", () => {
    const off = { allowsPasswords: false };
    expect(decide({ passwordHash: "set" }, off)).toBe(false);
    expect(decide({ passwordHash: "set", isInstanceOwner: true }, off)).toBe(true);
  });
});
