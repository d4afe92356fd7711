import { createPublicKey, hash, type JsonWebKey } from "node:crypto";
import { isPrivateKey } from "./private-key.ts";

/** The algorithms with which an app can sign an assertion. SMART requires RS384 and ES384. */
export const assertionAlgorithms = ["ES384", "ES256", "RS384", "RS256", "PS384", "PS256", "EdDSA"] as const;

export const maxKeysPerSet = 10;
const minModulusBits = 2048;
const curves = new Set(["P-256", "P-384", "Ed25519"]);

type Jwk = Readonly<Record<string, unknown>>;

/** Why the keys can't be used for checking an app's signatures, for people. Null: they can. */
export function findKeySetProblem(keys: readonly Jwk[]): string | null {
  if (keys.length === 0) return "Must contain at least one key";
  if (keys.length > maxKeysPerSet) return `List at most ${maxKeysPerSet} keys`;
  const ids = keys.map(({ kid }) => kid);
  if (keys.length > 1 && (ids.some((id) => typeof id !== "string") || new Set(ids).size < ids.length)) {
    return "Each key needs its own kid";
  }
  for (const key of keys) {
    const problem = findKeyProblem(key);
    if (problem !== null) return problem;
  }
  return null;
}

/** How JSON writes U+0000 and an unpaired surrogate, which PostgreSQL's jsonb can't store. */
const unstorable = /\\u(0000|d[89a-f])/;

/** It is compared with the header of an assertion, and shown on the app's page. */
const keyIdPattern = /^[ -~]{1,200}$/;

function findKeyProblem(key: Jwk): string | null {
  if (unstorable.test(JSON.stringify(key))) return "Contains text that can't be stored";
  if (isPrivateKey(key)) {
    return "Contains a private key. Send only the public one, and replace this key: it is no longer secret";
  }
  if (key.use !== undefined && key.use !== "sig") return 'A key with "use" must have "use":"sig"';
  if (key.kid !== undefined && !(typeof key.kid === "string" && keyIdPattern.test(key.kid))) {
    return '"kid" must be text of 1 to 200 printable ASCII characters';
  }
  const algorithms: readonly unknown[] = assertionAlgorithms;
  if (key.alg !== undefined && !algorithms.includes(key.alg)) {
    return `"alg" must be one of ${assertionAlgorithms.join(", ")}`;
  }
  if (key.kty !== "RSA" && !(typeof key.crv === "string" && curves.has(key.crv))) {
    return "Must contain only RSA keys, and keys of the curves P-256, P-384 and Ed25519";
  }
  const fitting = listAlgorithms(key);
  if (key.alg !== undefined && !fitting.includes(key.alg)) {
    return `A key of this type can only have "alg":"${fitting.join('" or "')}"`;
  }
  return readModulusProblem(key);
}

/** What a key can sign with. Its `alg` can't be anything else, or no assertion would ever be accepted. */
function listAlgorithms({ kty, crv }: Jwk): readonly unknown[] {
  if (kty === "RSA") return ["RS384", "RS256", "PS384", "PS256"];
  if (crv === "Ed25519") return ["EdDSA"];
  return crv === "P-256" ? ["ES256"] : ["ES384"];
}

function readModulusProblem(key: Jwk): string | null {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: key as JsonWebKey, format: "jwk" });
    const bits = asymmetricKeyDetails?.modulusLength ?? minModulusBits;
    return bits < minModulusBits ? `An RSA key must have at least ${minModulusBits} bits` : null;
  } catch {
    return "Contains a key that can't be read";
  }
}

/** The members of each type of key that its thumbprint covers, in their order (RFC 7638, section 3.2; RFC 8037). */
const thumbprintMembers: Readonly<Record<string, readonly string[]>> = {
  RSA: ["e", "kty", "n"],
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
};

/** The thumbprint of a public key, which identifies it in the audit log. */
export function getThumbprint(key: Jwk): string {
  const members = thumbprintMembers[String(key.kty)] ?? [];
  const text = JSON.stringify(Object.fromEntries(members.map((member) => [member, key[member]])));
  return hash("sha256", text, "base64url");
}
