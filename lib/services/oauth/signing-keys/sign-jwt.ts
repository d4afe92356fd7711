import { type KeyObject, sign } from "node:crypto";

/** ES256: every library that checks tokens knows it. */
export const signingAlgorithm = "ES256";

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** An access token in the form of a JSON Web Token (RFC 9068). */
export function signJwt(
  { id, privateKey }: { id: string; privateKey: KeyObject },
  claims: Record<string, unknown>,
): string {
  const text = `${encode({ alg: signingAlgorithm, typ: "at+jwt", kid: id })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}
