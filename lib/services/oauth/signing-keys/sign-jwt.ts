import { type KeyObject, sign } from "node:crypto";

/** ES256 for access tokens: every library that checks them knows it. RS256 for ID tokens, which SMART App Launch requires. */
export const signingAlgorithms = ["ES256", "RS256"] as const;

export type SigningAlgorithm = (typeof signingAlgorithms)[number];

export interface TokenKey {
  id: string;
  algorithm: SigningAlgorithm;
  privateKey: KeyObject;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A JSON Web Token: `at+jwt` is an access token (RFC 9068), `JWT` an ID token. */
export function signJwt(
  { id, algorithm, privateKey }: TokenKey,
  claims: Record<string, unknown>,
  typ: "at+jwt" | "JWT" = "at+jwt",
): string {
  const text = `${encode({ alg: algorithm, typ, kid: id })}.${encode(claims)}`;
  // The option is for elliptic curves only.
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}
