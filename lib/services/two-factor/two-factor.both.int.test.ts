import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  insertUser,
} from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { getCurrentKeyId } from "#lib/auth/credentials/secret-box.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import { resolveUserActor } from "#lib/auth/session/resolve-user-actor.ts";
import { pendingTotpSchema, recoveryCodesSchema } from "#lib/contract/people/two-factor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { openTotpSecret } from "./codes/totp-factor.ts";
import { resealSecrets } from "./reseal-secrets.ts";
import { resetTwoFactorByCommand } from "./reset-by-command.ts";

const password = "correct horse battery staple";

let database: Database;
let runtime: Runtime;
let passwordHash: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
  passwordHash = await hashPassword(password, { lane: "unknown", key: "test" });
});

beforeEach(() => database.prisma.throttleWindow.deleteMany());

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

/** A signed-in person, and how they call the API. */
async function createPerson(fields: { passwordHash?: string } = { passwordHash }) {
  const user = await insertUser(database, fields);
  const { cookie: firstCookie } = await createSessionCookie(database, runtime, user.id);
  let cookie = firstCookie;
  const call = async (method: string, path: string, body?: unknown) => {
    const given = body === undefined ? {} : { body };
    const answer = await callApi(`/me/two-factor${path}`, { method, cookie, ...given });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return answer;
  };
  return { ...user, cookie, call };
}

type Person = Awaited<ReturnType<typeof createPerson>>;

async function start({ call }: Person) {
  const { status, body } = await call("POST", "/totp");
  expect(status).toBe(201);
  return pendingTotpSchema.parse(body);
}

function listActions({ id }: Person) {
  return database.prisma.auditEvent
    .findMany({ where: { targetId: id, targetType: "user" }, orderBy: { seq: "asc" } })
    .then((events) => events.map(({ action }) => action));
}

test("is turned on with a first code, and off", async () => {
  const person = await createPerson();
  const off = {
    isOn: false,
    passkeys: { count: 0 },
    totp: { isOn: false, createdAt: null, lastUsedAt: null },
    recoveryCodes: { remaining: 0 },
    hasPassword: true,
  };
  expect((await person.call("GET", "")).body).toEqual(off);
  const { secret, uri } = await start(person);
  expect(new URL(uri).searchParams.get("secret")).toBe(secret);
  expect((await person.call("GET", "")).body).toEqual(off);

  expect(await person.call("POST", "/totp/confirm", { code: "000000" })).toMatchObject({
    status: 400,
    body: { error: { code: "invalid_request", details: [{ path: "code" }] } },
  });
  const code = computeTotpCode(secret, new Date());
  const confirmed = await person.call("POST", "/totp/confirm", {
    code: `${code.slice(0, 3)} ${code.slice(3)}`,
  });
  expect(confirmed.status).toBe(200);
  const { recoveryCodes } = recoveryCodesSchema.parse(confirmed.body);
  expect(new Set(recoveryCodes).size).toBe(10);
  expect((await person.call("GET", "")).body).toMatchObject({
    totp: { isOn: true, createdAt: expect.any(String), lastUsedAt: null },
    recoveryCodes: { remaining: 10 },
  });
  expect((await person.call("POST", "/totp")).status).toBe(409);
  expect((await person.call("POST", "/totp/confirm", { code })).status).toBe(404);

  const removed = await person.call("DELETE", "/totp");
  expect(removed).toMatchObject({ status: 200, body: off });
  expect((await person.call("DELETE", "/totp")).status).toBe(404);
  expect(await listActions(person)).toEqual(["two_factor.start", "two_factor.enable", "two_factor.disable"]);
});

test("stores the secret encrypted and the recovery codes as digests, and puts neither into the audit log (ASVS 6.5.2)", async () => {
  const person = await createPerson();
  const { secret } = await start(person);
  const { body } = await person.call("POST", "/totp/confirm", { code: computeTotpCode(secret, new Date()) });
  const { recoveryCodes } = recoveryCodesSchema.parse(body);
  const rows = await Promise.all([
    database.pool.query("SELECT t::text AS text, secret AS bytes FROM totp_factors t"),
    database.pool.query("SELECT t::text AS text FROM recovery_codes t"),
    database.pool.query("SELECT t::text AS text FROM audit_events t"),
    database.pool.query("SELECT t::text AS text FROM one_time_tokens t"),
  ]);
  const stored = rows.flatMap((result) => result.rows.map((row: unknown) => JSON.stringify(row))).join("\n");
  const hex = (text: string) => Buffer.from(text).toString("hex");
  expect(stored, "the bytes that the secret stands for").not.toContain(decodeBase32(secret).toString("hex"));
  for (const plain of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll("-", ""))]) {
    expect(stored).not.toContain(plain);
    expect(stored).not.toContain(hex(plain));
  }
});

/** RFC 4648, 6. */
function decodeBase32(text: string): Buffer {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

test.each([
  ["POST", "/totp", false],
  ["DELETE", "/totp", true],
  ["POST", "/recovery-codes", true],
])("%s %s asks again, with and without a password", async (method, path, isOn) => {
  for (const fields of [{ passwordHash }, {}]) {
    const person = await createPerson(fields);
    if (isOn) await insertSecondFactor(database, runtime, person.id);
    const where = { userId: person.id };
    const data = { authenticatedAt: new Date(Date.now() - 16 * 60_000) };
    await database.prisma.session.updateMany({ where, data });
    const before = (await person.call("GET", "")).body;
    expect(await person.call(method, path)).toMatchObject({
      status: 403,
      body: { error: { code: "reauthentication_required" } },
    });
    expect((await person.call("GET", "")).body).toEqual(before);
  }
});

test("turning it on ends all other sessions (ASVS 7.4.3)", async () => {
  const person = await createPerson();
  const other = await createSessionCookie(database, runtime, person.id);
  const { secret } = await start(person);
  const code = computeTotpCode(secret, new Date());
  expect((await person.call("POST", "/totp/confirm", { code })).status).toBe(200);
  expect((await callApi("/me", { cookie: other.cookie })).status).toBe(401);
  expect((await callApi("/me", { cookie: person.cookie })).status, "a copy of the caller's own cookie").toBe(
    401,
  );
  expect((await person.call("GET", "")).status).toBe(200);
});

test.each([
  ["session ended", { endedAt: new Date() }, "unauthorized"],
  ["proof was forgotten", { authenticatedAt: new Date(0) }, "reauthentication_required"],
])("a change whose %s in the meantime is rejected", async (_, data, code) => {
  const person = await createPerson();
  const ctx = createContext(runtime, await resolvePerson(person));
  await database.prisma.session.updateMany({ where: { userId: person.id }, data });
  const locked = withTransaction(database, (tx) => lockProvenPerson(tx, ctx));
  await expect(locked).rejects.toMatchObject({ code });
});

async function resolvePerson({ cookie }: Person) {
  const actor = await resolveUserActor(runtime, cookie, { now: new Date(), address: null, agent: null });
  if (actor === null) throw new Error("the session is not live");
  return actor;
}

test("a pending secret is replaced by the next one, and expires after 15 minutes", async () => {
  const person = await createPerson();
  const first = await start(person);
  const second = await start(person);
  const stale = await person.call("POST", "/totp/confirm", {
    code: computeTotpCode(first.secret, new Date()),
  });
  expect(stale.status).toBe(400);
  const createdAt = new Date(Date.now() - 15 * 60_000);
  await database.prisma.totpFactor.updateMany({ where: { userId: person.id }, data: { createdAt } });
  const late = await person.call("POST", "/totp/confirm", {
    code: computeTotpCode(second.secret, new Date()),
  });
  expect(late.status).toBe(404);
});

test("a pending secret is confirmed only with a proof that still counts (ASVS 7.5.1)", async () => {
  const person = await createPerson();
  const { secret } = await start(person);
  const confirm = () => person.call("POST", "/totp/confirm", { code: computeTotpCode(secret, new Date()) });
  const { sessionId } = await resolvePerson(person);
  for (const authenticatedAt of [new Date(0), new Date(Date.now() - 31 * 60_000)]) {
    await database.prisma.session.update({ where: { id: sessionId }, data: { authenticatedAt } });
    expect(await confirm()).toMatchObject({
      status: 403,
      body: { error: { code: "reauthentication_required" } },
    });
  }
  const authenticatedAt = new Date(Date.now() - 29 * 60_000);
  await database.prisma.session.update({ where: { id: sessionId }, data: { authenticatedAt } });
  expect((await confirm()).status).toBe(200);
});

test("new recovery codes replace the earlier ones", async () => {
  const person = await createPerson();
  expect((await person.call("POST", "/recovery-codes")).status).toBe(409);
  const earlier = await insertSecondFactor(database, runtime, person.id);
  const { status, body } = await person.call("POST", "/recovery-codes");
  expect(status).toBe(201);
  const { recoveryCodes } = recoveryCodesSchema.parse(body);
  expect(recoveryCodes.filter((code) => earlier.recoveryCodes.includes(code))).toEqual([]);
  expect(await database.prisma.recoveryCode.count({ where: { userId: person.id } })).toBe(10);
  expect(await listActions(person)).toEqual(["recovery_codes.create"]);
  expect(await database.prisma.notice.findMany({ where: { userId: person.id } })).toMatchObject([
    { kind: "second_factor_changed", data: { change: "codes_replaced" } },
  ]);
});

test("20 confirmations at the same moment return recovery codes once", async () => {
  const person = await createPerson();
  const { secret } = await start(person);
  const code = computeTotpCode(secret, new Date());
  const confirm = () => person.call("POST", "/totp/confirm", { code });
  const statuses = (await Promise.all(Array.from({ length: 20 }, confirm))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(await database.prisma.recoveryCode.count({ where: { userId: person.id } })).toBe(10);
});

test("rejects keys with 403", async () => {
  const team = await insertTeam(database);
  const { secret: key } = await insertKey(database, team);
  for (const [method, path] of [
    ["GET", ""],
    ["POST", "/totp"],
    ["POST", "/totp/confirm"],
    ["DELETE", "/totp"],
    ["POST", "/recovery-codes"],
  ] as const) {
    expect((await callApi(`/me/two-factor${path}`, { method, key })).status).toBe(403);
  }
});

test("the operator's command turns it off, and is audited (ASVS 6.4.4)", async () => {
  const person = await createPerson();
  await insertSecondFactor(database, runtime, person.id);
  const reset = (email: string) => resetTwoFactorByCommand(runtime, email, new Date());
  expect(await reset(person.email.toUpperCase())).toBe("reset");
  expect(await reset(person.email)).toBe("was_off");
  expect(await reset("nobody@example.com")).toBe("no_account");
  expect((await person.call("GET", "")).body).toMatchObject({
    totp: { isOn: false },
    recoveryCodes: { remaining: 0 },
  });
  const [event] = await database.prisma.auditEvent.findMany({
    where: { targetId: person.id, action: "two_factor.reset" },
  });
  expect(event).toMatchObject({ actorType: "system" });
});

test("secrets are encrypted again with the newest session secret", async () => {
  const person = await createPerson();
  const { secret } = await insertSecondFactor(database, runtime, person.id);
  const rotated = { ...runtime.secrets, session: ["n".repeat(32), ...runtime.secrets.session] };
  await resealSecrets({ database, secrets: rotated });
  const factor = await database.prisma.totpFactor.findUniqueOrThrow({ where: { userId: person.id } });
  expect(factor.secretKeyId).toBe(getCurrentKeyId(rotated.session));
  expect(openTotpSecret(rotated.session.slice(0, 1), factor)).toBe(secret);
  // Nothing can read it any more. The row stays, so that the person is still asked for a code.
  await resealSecrets({ database, secrets: { ...runtime.secrets, session: ["o".repeat(32)] } });
  expect(await database.prisma.totpFactor.count({ where: { userId: person.id } })).toBe(1);
});
