import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { openSecret, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { planSigningKeys, type SigningPlan } from "#lib/domain/oauth/signing-plan.ts";
import type { SigningKey } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { signingAlgorithm } from "./sign-jwt.ts";

type SigningRuntime = Pick<Runtime, "database" | "secrets">;

/** Any number that no other lock has. */
const signingKeysLock = 7_202_611_234;

/** The private key in PKCS #8. Null: the secret that encrypted it is lost. */
export function openPrivateKey(
  { id, privateKey, privateKeyKeyId }: SigningKey,
  secrets: readonly string[],
): string | null {
  return openSecret({ sealed: privateKey, keyId: privateKeyKeyId }, id, secrets);
}

async function readPlan(
  prisma: Pick<Transaction, "signingKey">,
  secrets: readonly string[],
  now: Date,
): Promise<SigningPlan & { rows: SigningKey[] }> {
  const rows = await prisma.signingKey.findMany({ orderBy: [{ signsFrom: "asc" }, { id: "asc" }] });
  const keys = rows.map((row) => ({
    id: row.id,
    signsFrom: row.signsFrom,
    isReadable: openPrivateKey(row, secrets) !== null,
  }));
  return { rows, ...planSigningKeys(keys, now) };
}

async function insertKey(tx: Transaction, secrets: readonly string[], times: { now: Date; signsFrom: Date }) {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = createId("signingKey");
  const box = sealSecret(String(privateKey.export({ type: "pkcs8", format: "pem" })), id, secrets);
  const { kty = "", crv = "", x = "", y = "" } = publicKey.export({ format: "jwk" });
  await tx.signingKey.create({
    data: {
      id,
      algorithm: signingAlgorithm,
      publicKey: { kty, crv, x, y },
      privateKey: box.sealed,
      privateKeyKeyId: box.keyId,
      createdAt: times.now,
      signsFrom: times.signsFrom,
    },
  });
}

/** The plan, after creating the key that it asks for. Of instances that do so at once, one creates it. */
async function followPlan(runtime: SigningRuntime, now: Date) {
  const { session } = runtime.secrets;
  const plan = await readPlan(runtime.database.prisma, session, now);
  if (plan.nextSignsFrom === null) return plan;
  return withTransaction(runtime.database, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${signingKeysLock}::bigint)`;
    const { nextSignsFrom, expiredIds } = await readPlan(tx, session, now);
    if (nextSignsFrom !== null) await insertKey(tx, session, { now, signsFrom: nextSignsFrom });
    await tx.signingKey.deleteMany({ where: { id: { in: expiredIds } } });
    return readPlan(tx, session, now);
  });
}

/** The key that signs tokens now. */
export async function findSigningKey(
  runtime: SigningRuntime,
  now: Date,
): Promise<{ id: string; privateKey: KeyObject }> {
  const { rows, signingId } = await followPlan(runtime, now);
  const row = rows.find(({ id }) => id === signingId);
  const text = row === undefined ? null : openPrivateKey(row, runtime.secrets.session);
  if (row === undefined || text === null) throw new Error("no key can sign tokens");
  return { id: row.id, privateKey: createPrivateKey(text) };
}

/** The public keys with which services check tokens, as a JSON Web Key Set. Also those that will sign soon or signed until recently. */
export async function listPublishedKeys(runtime: SigningRuntime, now: Date): Promise<{ keys: JsonWebKey[] }> {
  const { rows, publishedIds } = await followPlan(runtime, now);
  const published = rows.filter(({ id }) => publishedIds.includes(id));
  return {
    keys: published.map(({ id, algorithm, publicKey }) => ({
      ...Object(publicKey),
      kid: id,
      alg: algorithm,
      use: "sig",
    })),
  };
}
