import { createPublicKey, verify } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { openSecret } from "#lib/auth/credentials/secret-box.ts";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { resealAll } from "#lib/services/secrets/reseal-all.ts";
import { findSigningKey, listPublishedKeys } from "./find-signing-key.ts";
import { signJwt } from "./sign-jwt.ts";

type SigningRuntime = Parameters<typeof listPublishedKeys>[0];

let database: Database;
let runtime: Runtime;
const now = new Date("2026-01-01T00:00:00Z");
const after = (ms: number) => new Date(now.getTime() + ms);

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

beforeEach(async () => {
  await database.prisma.signingKey.deleteMany();
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

/** The public keys of access tokens, or of ID tokens. */
async function listKeys(time: Date, algorithm = "ES256", from: SigningRuntime = runtime) {
  return (await listPublishedKeys(from, time)).keys.filter((key) => key.alg === algorithm);
}

async function listIds(time: Date, algorithm?: string): Promise<unknown[]> {
  return (await listKeys(time, algorithm)).map((key) => Reflect.get(key, "kid"));
}

test("of many that need the first key at once, one creates it", async () => {
  const found = await Promise.all(Array.from({ length: 10 }, () => findSigningKey(runtime, now)));
  expect(new Set(found.map(({ id }) => id)).size).toBe(1);
  expect(await database.prisma.signingKey.count()).toBe(1);
});

test("signs with a key that is published, and stores the private one encrypted", async () => {
  const key = await findSigningKey(runtime, now);
  const keys = await listKeys(now);
  expect(keys).toEqual([
    {
      kty: "EC",
      crv: "P-256",
      x: expect.any(String),
      y: expect.any(String),
      kid: key.id,
      alg: "ES256",
      use: "sig",
    },
  ]);
  const [head = "", body = "", signature = ""] = signJwt(key, { iss: "x" }).split(".");
  const publicKey = createPublicKey({ key: keys[0] ?? {}, format: "jwk" });
  const options = { key: publicKey, dsaEncoding: "ieee-p1363" as const };
  const isValid = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    options,
    Buffer.from(signature, "base64url"),
  );
  expect(isValid).toBe(true);
  const row = await database.prisma.signingKey.findUniqueOrThrow({ where: { id: key.id } });
  expect(Buffer.from(row.privateKey).toString("latin1")).not.toContain("PRIVATE KEY");
  expect(JSON.stringify(row.publicKey)).not.toContain('"d"');
});

test("rotates every 90 days, with overlap", async () => {
  const first = await findSigningKey(runtime, now);
  expect(await listIds(after(88 * dayMs))).toEqual([first.id]);
  const ids = await listIds(after(89 * dayMs));
  expect(ids).toEqual([first.id, expect.any(String)]);
  expect((await findSigningKey(runtime, after(90 * dayMs - 1))).id).toBe(first.id);
  expect((await findSigningKey(runtime, after(90 * dayMs))).id).toBe(ids[1]);
  expect(await listIds(after(90 * dayMs + hourMs - 1))).toEqual(ids);
  expect(await listIds(after(90 * dayMs + hourMs))).toEqual([ids[1]]);
  // With the next one, those that are over are removed.
  await listIds(after(180 * dayMs));
  expect(await database.prisma.signingKey.findUnique({ where: { id: first.id } })).toBeNull();
});

test("is encrypted with the newest secret after a rotation", async () => {
  const { id } = await findSigningKey(runtime, now);
  const before = await database.prisma.signingKey.findUniqueOrThrow({ where: { id } });
  const secrets = { ...runtime.secrets, session: ["n".repeat(32), ...runtime.secrets.session] };
  await resealAll({ database, secrets });
  const row = await database.prisma.signingKey.findUniqueOrThrow({ where: { id } });
  expect(row.privateKeyKeyId).not.toBe(before.privateKeyKeyId);
  const renewed = { database, secrets: { ...secrets, session: ["n".repeat(32)] } };
  expect((await findSigningKey(renewed, now)).id).toBe(id);
});

test("is replaced immediately if the secret is lost", async () => {
  const lost = await findSigningKey(runtime, now);
  const without = { database, secrets: { ...runtime.secrets, session: ["o".repeat(32)] } };
  const found = await findSigningKey(without, after(dayMs));
  expect(found.id).not.toBe(lost.id);
  expect(await listKeys(after(dayMs), "ES256", without)).toHaveLength(2);
});

test("can't be copied to another row", async () => {
  const { id } = await findSigningKey(runtime, now);
  const row = await database.prisma.signingKey.findUniqueOrThrow({ where: { id } });
  await database.prisma.signingKey.update({ where: { id }, data: { id: createId("signingKey") } });
  expect((await findSigningKey(runtime, now)).id).not.toBe(row.id);
});

test("ID tokens have keys of their own, which rotate alike", async () => {
  const access = await findSigningKey(runtime, now);
  const first = await findSigningKey(runtime, now, "RS256");
  expect(first.privateKey.asymmetricKeyType).toBe("rsa");
  const [published] = await listKeys(now, "RS256");
  expect(published).toEqual({
    kty: "RSA",
    n: expect.any(String),
    e: "AQAB",
    kid: first.id,
    alg: "RS256",
    use: "sig",
  });
  const [head = "", body = "", signature = ""] = signJwt(first, { iss: "x" }, "JWT").split(".");
  const publicKey = createPublicKey({ key: published ?? {}, format: "jwk" });
  const text = Buffer.from(`${head}.${body}`);
  expect(verify("sha256", text, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
  expect(await listIds(after(89 * dayMs), "RS256")).toEqual([first.id, expect.any(String)]);
  expect((await findSigningKey(runtime, after(90 * dayMs), "RS256")).id).not.toBe(first.id);
  expect((await findSigningKey(runtime, after(89 * dayMs))).id).toBe(access.id);
  const secrets = { ...runtime.secrets, session: ["n".repeat(32), ...runtime.secrets.session] };
  await resealAll({ database, secrets });
  const renewed = { database, secrets: { ...secrets, session: ["n".repeat(32)] } };
  expect((await findSigningKey(renewed, after(dayMs), "RS256")).id).toBe(first.id);
});

test("a release that knows only ES256 can't read the keys of ID tokens, so it signs nothing with them", async () => {
  const { id } = await findSigningKey(runtime, now, "RS256");
  const row = await database.prisma.signingKey.findUniqueOrThrow({ where: { id } });
  const box = { sealed: row.privateKey, keyId: row.privateKeyKeyId };
  expect(openSecret(box, id, runtime.secrets.session)).toBeNull();
});
