import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { callApi, createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { createAuthenticator, insertPasskey } from "#e2e/support/database/software-authenticator.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { hashPassword } from "#lib/auth/credentials/password-hash.ts";
import { computeTotpCode } from "#lib/auth/credentials/totp.ts";
import {
  assertionOptionsSchema,
  createdPasskeySchema,
  passkeyOptionsSchema,
} from "#lib/contract/people/passkeys.ts";
import { pendingTotpSchema, recoveryCodesSchema } from "#lib/contract/people/two-factor.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { resetTwoFactorByCommand } from "#lib/services/two-factor/reset-by-command.ts";

const password = "correct horse battery staple";
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

/** A signed-in person, and how they call the API. */
async function createPerson() {
  const user = await insertUser(database, { passwordHash });
  const { cookie: firstCookie } = await createSessionCookie(database, runtime, user.id);
  let cookie = firstCookie;
  const call = async (method: string, path: string, body?: unknown) => {
    const given = body === undefined ? {} : { body };
    const answer = await callApi(`/me${path}`, { method, cookie, headers: { origin }, ...given });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return answer;
  };
  return { ...user, readCookie: () => cookie, call };
}

type Person = Awaited<ReturnType<typeof createPerson>>;

async function start({ call }: Person) {
  const { status, body } = await call("POST", "/passkeys/options");
  expect(status).toBe(201);
  return passkeyOptionsSchema.parse(body);
}

async function add(person: Person, authenticator = createAuthenticator(), name = "Laptop") {
  const { challenge } = await start(person);
  const credential = authenticator.register(challenge);
  const { status, body } = await person.call("POST", "/passkeys", { name, credential });
  expect(status, JSON.stringify(body)).toBe(201);
  return createdPasskeySchema.parse(body);
}

async function list({ call }: Person) {
  const { body } = await call("GET", "/passkeys");
  return z.object({ data: z.array(z.object({ id: z.string(), name: z.string() })) }).parse(body).data;
}

function listActions({ id }: Person) {
  return database.prisma.auditEvent
    .findMany({ where: { targetId: id, targetType: "user" }, orderBy: { seq: "asc" } })
    .then((events) => events.map(({ action }) => action));
}

describe("adding a passkey", () => {
  test.each(["ES256", "EdDSA", "RS256"] as const)("accepts the algorithm %s", async (algorithm) => {
    const person = await createPerson();
    const { passkey } = await add(person, createAuthenticator({ algorithm }));
    expect(passkey).toMatchObject({ name: "Laptop", host: "localhost", isSynced: false, lastUsedAt: null });
  });

  test("turns two-factor authentication on, returns recovery codes and ends other sessions (ASVS 7.4.3)", async () => {
    const person = await createPerson();
    const other = await createSessionCookie(database, runtime, person.id);
    const copied = person.readCookie();
    const { recoveryCodes } = await add(person);
    expect((await callApi("/me", { cookie: copied, headers: { origin } })).status).toBe(401);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect((await callApi("/me", { cookie: other.cookie, headers: { origin } })).status).toBe(401);
    expect((await person.call("GET", "/two-factor")).body).toMatchObject({
      isOn: true,
      totp: { isOn: false },
      passkeys: { count: 1 },
      recoveryCodes: { remaining: 10 },
    });
    expect((await add(person)).recoveryCodes).toEqual([]);
    expect(await listActions(person)).toEqual(["passkey.create", "two_factor.enable", "passkey.create"]);
  });

  test("keeps the recovery codes of an authenticator app, which keeps those of a passkey", async () => {
    const person = await createPerson();
    await insertSecondFactor(database, runtime, person.id);
    expect((await add(person)).recoveryCodes).toEqual([]);
    const other = await createPerson();
    await add(other);
    const started = await other.call("POST", "/two-factor/totp");
    const { secret } = pendingTotpSchema.parse(started.body);
    const code = computeTotpCode(secret, new Date());
    const confirmed = await other.call("POST", "/two-factor/totp/confirm", { code });
    expect(recoveryCodesSchema.parse(confirmed.body).recoveryCodes).toEqual([]);
    expect(await database.prisma.recoveryCode.count({ where: { userId: other.id } })).toBe(10);
  });

  test("and removing one need a recent proof of who the person is (ASVS 7.5.1)", async () => {
    const person = await createPerson();
    const { passkey } = await add(person);
    await database.prisma.session.updateMany({
      where: { userId: person.id },
      data: { authenticatedAt: new Date(Date.now() - 16 * 60_000) },
    });
    const asked = { status: 403, body: { error: { code: "reauthentication_required" } } };
    expect(await person.call("POST", "/passkeys/options")).toMatchObject(asked);
    expect(await person.call("DELETE", `/passkeys/${passkey.id}`)).toMatchObject(asked);
    expect(await list(person)).toHaveLength(1);
  });

  test("isn't finished in a session that must prove a new password (ASVS 7.5.1)", async () => {
    const person = await createPerson();
    const { challenge } = await start(person);
    const owner = await createSessionCookie(database, runtime, person.id);
    const changed = await callApi("/me/password", {
      cookie: owner.cookie,
      headers: { origin },
      body: { currentPassword: password, newPassword: "thistle river stone", endOtherSessions: false },
    });
    expect(changed.status).toBe(200);
    const credential = createAuthenticator().register(challenge);
    expect(await person.call("POST", "/passkeys", { name: "Laptop", credential })).toMatchObject({
      status: 403,
      body: { error: { code: "reauthentication_required" } },
    });
    expect(await list(person)).toEqual([]);
  });

  test("names the account and its passkeys, and asks for a PIN or fingerprint", async () => {
    const person = await createPerson();
    const authenticator = createAuthenticator();
    await add(person, authenticator);
    expect(await start(person)).toMatchObject({
      rp: { id: "localhost" },
      user: { name: person.email },
      excludeCredentials: [{ id: authenticator.id, transports: ["internal"] }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
  });

  test.each([
    ["another origin", { origin: "http://localhost:3001" }],
    ["another host", { rpId: "example.com" }],
    ["another kind of response", { type: "webauthn.get" }],
    ["no fingerprint, face or PIN", { isVerified: false }],
  ])("rejects %s, and the challenge is used up", async (_, faults) => {
    const person = await createPerson();
    const { challenge } = await start(person);
    const authenticator = createAuthenticator();
    const send = (credential: unknown) => person.call("POST", "/passkeys", { name: "Laptop", credential });
    expect(await send(authenticator.register(challenge, faults))).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: "credential" }] } },
    });
    expect((await send(authenticator.register(challenge))).status).toBe(409);
    expect(await list(person)).toEqual([]);
  });

  test("rejects a challenge that is made up, expired or of another session or person", async () => {
    const [person, other] = [await createPerson(), await createPerson()];
    const send = (challenge: string) =>
      person.call("POST", "/passkeys", {
        name: "Laptop",
        credential: createAuthenticator().register(challenge),
      });
    expect((await send("A".repeat(43))).status).toBe(409);
    expect((await send((await start(other)).challenge)).status).toBe(409);
    const session = await createSessionCookie(database, runtime, person.id);
    const elsewhere = await callApi("/me/passkeys/options", {
      cookie: session.cookie,
      method: "POST",
      headers: { origin },
    });
    expect((await send(passkeyOptionsSchema.parse(elsewhere.body).challenge)).status).toBe(409);
    const { challenge } = await start(person);
    await database.prisma.passkeyChallenge.updateMany({ data: { expiresAt: new Date() } });
    expect((await send(challenge)).status).toBe(409);
    expect(await list(person)).toEqual([]);
  });

  test("counts a challenge once, also with 20 responses at the same moment", async () => {
    const person = await createPerson();
    const { challenge } = await start(person);
    const send = () =>
      person.call("POST", "/passkeys", {
        name: "Laptop",
        credential: createAuthenticator().register(challenge),
      });
    const statuses = (await Promise.all(Array.from({ length: 20 }, send))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(await list(person)).toHaveLength(1);
  });

  test("rejects the passkey of another account", async () => {
    const authenticator = createAuthenticator();
    await add(await createPerson(), authenticator);
    const person = await createPerson();
    const { challenge } = await start(person);
    const credential = authenticator.register(challenge);
    expect((await person.call("POST", "/passkeys", { name: "Laptop", credential })).status).toBe(409);
    expect(await list(person)).toEqual([]);
  });

  test("allows 20 passkeys", async () => {
    const person = await createPerson();
    const { challenge } = await start(person);
    for (let i = 0; i < 20; i++) await insertPasskey(database, person.id);
    const credential = createAuthenticator().register(challenge);
    expect((await person.call("POST", "/passkeys", { name: "Laptop", credential })).status).toBe(409);
    const again = await person.call("POST", "/passkeys/options");
    expect(again).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining("20") } } });
  });

  test.each([
    ["http://127.0.0.1:3000", "IP address"],
    ["http://[2001:db8::1]", "IP address"],
    ["http://console.example.com", "HTTPS"],
  ])("is not possible at %s, and the error says why", async (publicOrigin, why) => {
    setRuntime({ ...runtime, config: { ...runtime.config, publicOrigin } });
    const person = await createPerson();
    for (const path of ["/me/passkeys/options", "/passkeys/options"]) {
      const cookie = person.readCookie();
      const answer = await callApi(path, { method: "POST", cookie, headers: { origin: publicOrigin } });
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { details: [{ path: "Host", message: expect.stringContaining(why) }] } },
      });
    }
  });
});

describe("confirming with a passkey that it is the person", () => {
  async function startProof({ call }: Pick<Person, "call">) {
    const { status, body } = await call("POST", "/reauthenticate/options");
    expect(status).toBe(201);
    return assertionOptionsSchema.parse(body).challenge;
  }

  async function createOwner() {
    const person = await createPerson();
    const authenticator = createAuthenticator();
    await add(person, authenticator);
    const assert = (challenge: string) => ({ passkey: authenticator.sign(challenge, person.id) });
    return { ...person, assert };
  }

  test("renews the proof and the session, once (ASVS 7.2.4)", async () => {
    const person = await createOwner();
    expect((await person.call("GET", "/reauthenticate")).body).toMatchObject({
      methods: ["passkey", "code"],
    });
    const proof = person.assert(await startProof(person));
    const cookie = person.readCookie();
    const sent = await Promise.all(
      Array.from({ length: 20 }, () => person.call("POST", "/reauthenticate", proof)),
    );
    const accepted = sent.filter(({ status }) => status === 200);
    expect(accepted).toHaveLength(1);
    expect(accepted[0]?.headers.get("set-cookie")).toContain("session-token=");
    expect((await callApi("/me/reauthenticate", { cookie, headers: { origin } })).status).toBe(401);
  });

  test("isn't offered at another host than the passkey's own", async () => {
    const person = await createOwner();
    await database.prisma.passkey.updateMany({ where: { userId: person.id }, data: { rpId: "old.example" } });
    expect((await person.call("GET", "/reauthenticate")).body).toMatchObject({ methods: ["code"] });
  });

  test("doesn't accept the password instead", async () => {
    const person = await createOwner();
    expect(await person.call("POST", "/reauthenticate", { password })).toMatchObject({
      status: 400,
      body: { error: { details: [{ path: "password" }] } },
    });
  });

  test("rejects another session's challenge, another person's passkey and a challenge of a sign-in", async () => {
    const [person, other] = [await createOwner(), await createOwner()];
    const wrong = { status: 400, body: { error: { details: [{ path: "passkey" }] } } };
    const send = (proof: object) => person.call("POST", "/reauthenticate", proof);
    expect(await send(person.assert(await startProof(other)))).toMatchObject(wrong);
    expect(await send(other.assert(await startProof(person)))).toMatchObject(wrong);
    const signIn = await callApi("/passkeys/options", { method: "POST", headers: { origin } });
    expect(await send(person.assert(assertionOptionsSchema.parse(signIn.body).challenge))).toMatchObject(
      wrong,
    );
    expect(await send({ passkey: undefined, code: undefined })).toMatchObject({ status: 400 });
    expect((await person.call("GET", "/reauthenticate")).status).toBe(200);
  });
});

describe("changing passkeys", () => {
  test("renames one, and removes it", async () => {
    const person = await createPerson();
    const { passkey } = await add(person);
    const renamed = await person.call("PATCH", `/passkeys/${passkey.id}`, { name: "Security key" });
    expect(renamed).toMatchObject({ status: 200, body: { name: "Security key" } });
    expect((await person.call("DELETE", `/passkeys/${passkey.id}`)).status).toBe(200);
    expect((await person.call("DELETE", `/passkeys/${passkey.id}`)).status).toBe(404);
    expect((await person.call("GET", "/two-factor")).body).toMatchObject({
      isOn: false,
      recoveryCodes: { remaining: 0 },
    });
    expect(await listActions(person)).toEqual([
      "passkey.create",
      "two_factor.enable",
      "passkey.update",
      "passkey.delete",
      "two_factor.disable",
    ]);
  });

  test("keeps the recovery codes as long as there is another factor", async () => {
    const person = await createPerson();
    await insertSecondFactor(database, runtime, person.id);
    const { passkey } = await add(person);
    expect((await person.call("DELETE", "/two-factor/totp")).body).toMatchObject({
      isOn: true,
      recoveryCodes: { remaining: 10 },
    });
    expect((await person.call("POST", "/two-factor/recovery-codes")).status).toBe(201);
    await person.call("DELETE", `/passkeys/${passkey.id}`);
    expect((await person.call("POST", "/two-factor/recovery-codes")).status).toBe(409);
  });

  test("tells the person about each one that is added or removed", async () => {
    const person = await createPerson();
    for (let i = 0; i < 2; i++) await add(person);
    for (const { id } of await list(person)) await person.call("DELETE", `/passkeys/${id}`);
    const notices = await database.prisma.notice.findMany({
      where: { userId: person.id },
      orderBy: { id: "asc" },
    });
    expect(notices.map(({ data }) => Reflect.get(Object(data), "change"))).toEqual([
      "turned_on",
      "factor_added",
      "factor_removed",
      "turned_off",
    ]);
  });

  test("finds only the person's own", async () => {
    const [person, other] = [await createPerson(), await createPerson()];
    const { id } = await insertPasskey(database, other.id);
    expect(await list(person)).toEqual([]);
    expect((await person.call("PATCH", `/passkeys/${id}`, { name: "Mine" })).status).toBe(404);
    const removed = await person.call("DELETE", `/passkeys/${id}`);
    expect(removed.status).toBe(404);
    expect(await list(other)).toHaveLength(1);
  });

  test("is not possible with a key", async () => {
    const { secret: key } = await insertKey(database, await insertTeam(database));
    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/options"],
      ["POST", ""],
      ["PATCH", "/pky_01m84g7mvyew79xmjdm17s53bs"],
      ["DELETE", "/pky_01m84g7mvyew79xmjdm17s53bs"],
    ] as const) {
      expect((await callApi(`/me/passkeys${path}`, { method, key })).status).toBe(403);
    }
  });

  test("the operator's command removes all", async () => {
    const person = await createPerson();
    await add(person);
    expect(await resetTwoFactorByCommand(runtime, person.email, new Date())).toBe("reset");
    expect((await person.call("GET", "/two-factor")).body).toMatchObject({
      isOn: false,
      passkeys: { count: 0 },
      recoveryCodes: { remaining: 0 },
    });
    const event = await database.prisma.auditEvent.findFirst({
      where: { targetId: person.id, action: "two_factor.reset" },
    });
    expect(event?.changes).toEqual({ removedPasskeys: 1 });
  });
});
