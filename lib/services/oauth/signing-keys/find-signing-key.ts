import { createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { openSecret, sealSecret } from "#lib/auth/credentials/secret-box.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { planSigningKeys, type SigningPlan } from "#lib/domain/oauth/signing-plan.ts";
import type { SigningKey } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type SigningAlgorithm, signingAlgorithms, type TokenKey } from "./sign-jwt.ts";

const generate = promisify(generateKeyPair);

type SigningRuntime = Pick<Runtime, "database" | "secrets">;

/** Any number that no other lock has. */
const signingKeysLock = 7_202_611_234;

/**
 * What a private key is encrypted for. Releases that know only ES256 can't decrypt others, so that they don't sign with them.
 */
export function getKeyContext({ id, algorithm }: Pick<SigningKey, "id" | "algorithm">): string {
  return algorithm === "ES256" ? id : `${id} ${algorithm}`;
}

/** The private key in PKCS #8. Null: the secret that encrypted it is lost. */
export function openPrivateKey(row: SigningKey, secrets: readonly string[]): string | null {
  const { privateKey, privateKeyKeyId } = row;
  return openSecret({ sealed: privateKey, keyId: privateKeyKeyId }, getKeyContext(row), secrets);
}

type Plan = SigningPlan & { rows: SigningKey[] };

async function readPlan(
  prisma: Pick<Transaction, "signingKey">,
  secrets: readonly string[],
  { algorithm, now }: { algorithm: SigningAlgorithm; now: Date },
): Promise<Plan> {
  const rows = await prisma.signingKey.findMany({
    where: { algorithm },
    orderBy: [{ signsFrom: "asc" }, { id: "asc" }],
  });
  const keys = rows.map((row) => ({
    id: row.id,
    signsFrom: row.signsFrom,
    isReadable: openPrivateKey(row, secrets) !== null,
  }));
  return { rows, ...planSigningKeys(keys, now) };
}

function generateFor(algorithm: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return algorithm === "ES256"
    ? generate("ec", { namedCurve: "P-256" })
    : generate("rsa", { modulusLength: 2048 });
}

/** Only what a public key of either type has. */
function toPublicJwk(key: KeyObject): Record<string, string> {
  const { kty = "", crv = "", x = "", y = "", n = "", e = "" } = key.export({ format: "jwk" });
  return kty === "RSA" ? { kty, n, e } : { kty, crv, x, y };
}

interface NewKey {
  algorithm: SigningAlgorithm;
  now: Date;
  signsFrom: Date;
}

async function insertKey(tx: Transaction, secrets: readonly string[], { algorithm, now, signsFrom }: NewKey) {
  const { publicKey, privateKey } = await generateFor(algorithm);
  const id = createId("signingKey");
  const text = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  const box = sealSecret(text, getKeyContext({ id, algorithm }), secrets);
  await tx.signingKey.create({
    data: {
      id,
      algorithm,
      publicKey: toPublicJwk(publicKey),
      privateKey: box.sealed,
      privateKeyKeyId: box.keyId,
      createdAt: now,
      signsFrom,
    },
  });
}

/** The plan, after creating the key that it asks for. Of instances that do so at once, one creates it. */
async function followPlan(runtime: SigningRuntime, algorithm: SigningAlgorithm, now: Date): Promise<Plan> {
  const { session } = runtime.secrets;
  const question = { algorithm, now };
  const plan = await readPlan(runtime.database.prisma, session, question);
  if (plan.nextSignsFrom === null) return plan;
  return withTransaction(runtime.database, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${signingKeysLock}::bigint)`;
    const { nextSignsFrom, expiredIds } = await readPlan(tx, session, question);
    if (nextSignsFrom !== null) await insertKey(tx, session, { algorithm, now, signsFrom: nextSignsFrom });
    await tx.signingKey.deleteMany({ where: { id: { in: expiredIds } } });
    return readPlan(tx, session, question);
  });
}

/** The key that signs tokens now: access tokens, or ID tokens with RS256. */
export async function findSigningKey(
  runtime: SigningRuntime,
  now: Date,
  algorithm: SigningAlgorithm = "ES256",
): Promise<TokenKey> {
  const { rows, signingId } = await followPlan(runtime, algorithm, now);
  const row = rows.find(({ id }) => id === signingId);
  const text = row === undefined ? null : openPrivateKey(row, runtime.secrets.session);
  if (row === undefined || text === null) throw new Error("no key can sign tokens");
  return { id: row.id, algorithm, privateKey: createPrivateKey(text) };
}

/** The public keys with which services check tokens, as a JSON Web Key Set. Also those that will sign soon or signed until recently. */
export async function listPublishedKeys(runtime: SigningRuntime, now: Date): Promise<{ keys: JsonWebKey[] }> {
  const published: SigningKey[] = [];
  for (const algorithm of signingAlgorithms) {
    const { rows, publishedIds } = await followPlan(runtime, algorithm, now);
    published.push(...rows.filter(({ id }) => publishedIds.includes(id)));
  }
  return {
    keys: published.map(({ id, algorithm, publicKey }) => ({
      ...Object(publicKey),
      kid: id,
      alg: algorithm,
      use: "sig",
    })),
  };
}
