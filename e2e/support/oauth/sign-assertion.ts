import { constants, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";

export interface AppKey {
  alg: string;
  kid: string;
  privateKey: KeyObject;
  /** The public key, for the app's key set. */
  jwk: Record<string, string>;
}

/** The members that a public key needs, without lists of what it can be used for. */
export function toPublicJwk(key: Readonly<Record<string, unknown>>, kid: string): Record<string, string> {
  const texts = Object.entries(key).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return { ...Object.fromEntries(texts), kid };
}

function generate(alg: string) {
  if (alg === "EdDSA") return generateKeyPairSync("ed25519");
  if (alg.startsWith("ES"))
    return generateKeyPairSync("ec", { namedCurve: alg === "ES384" ? "P-384" : "P-256" });
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

export function createAppKey(alg: string): AppKey {
  const { publicKey, privateKey } = generate(alg);
  const kid = randomUUID();
  return { alg, kid, privateKey, jwk: toPublicJwk({ ...publicKey.export({ format: "jwk" }) }, kid) };
}

function signText({ alg, privateKey: key }: Pick<AppKey, "alg" | "privateKey">, text: Buffer): Buffer {
  const digest = `sha${alg.slice(2)}`;
  if (alg === "EdDSA") return sign(null, text, key);
  if (alg.startsWith("ES")) return sign(digest, text, { key, dsaEncoding: "ieee-p1363" });
  if (alg.startsWith("RS")) return sign(digest, text, key);
  const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants;
  return sign(digest, text, { key, padding, saltLength });
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A signed JSON Web Token with exactly this header and these claims. */
export function signToken(
  key: Pick<AppKey, "alg" | "privateKey">,
  header: Record<string, unknown>,
  claims: unknown,
): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${signText(key, Buffer.from(text)).toString("base64url")}`;
}

/** A token with an HMAC, as in attacks that use the public key as a shared secret. */
export function signWithHmac(
  secret: string | Buffer,
  header: Record<string, unknown>,
  claims: unknown,
): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** A token without a signature. */
export function createUnsigned(claims: unknown): string {
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;
}

export function createClaims(
  clientId: string,
  audience: string,
  nowMs = Date.now(),
): Record<string, unknown> {
  const now = Math.floor(nowMs / 1000);
  return { iss: clientId, sub: clientId, aud: audience, iat: now, exp: now + 120, jti: randomUUID() };
}

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The parameters of a request that an assertion authenticates. */
export function assertionForm(assertion: string): Record<string, string> {
  return { client_assertion_type: assertionType, client_assertion: assertion };
}

/** A valid assertion, or one that differs in these parts. */
export function signAssertion(
  key: AppKey,
  { clientId, audience }: { clientId: string; audience: string },
  { header = {}, claims = {} }: { header?: Record<string, unknown>; claims?: Record<string, unknown> } = {},
): string {
  const all = { ...createClaims(clientId, audience), ...claims };
  return signToken(key, { alg: key.alg, typ: "JWT", kid: key.kid, ...header }, all);
}
