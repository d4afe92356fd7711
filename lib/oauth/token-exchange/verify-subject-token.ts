import { compactVerify, createLocalJWKSet, errors } from "jose";
import { assertionAlgorithms } from "#lib/domain/apps/key-set.ts";
import type { PublicKey } from "#lib/oauth/authorization-server/app-keys.ts";

type Claims = Readonly<Record<string, unknown>>;

/** A JSON object from one part of a token. Null: it is none. */
function readPart(part: string | undefined): Claims | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** What a token says about itself. Nothing of it is verified yet. */
export function readUnverified(token: string): { iss: string; kid: string | undefined } | null {
  const parts = token.split(".");
  const header = parts.length === 3 ? readPart(parts[0]) : null;
  const iss = readPart(parts[1])?.iss;
  if (header === null || typeof iss !== "string") return null;
  return { iss, kid: typeof header.kid === "string" ? header.kid : undefined };
}

/** A token of another kind, such as a logout token, has a type of its own (RFC 8725, section 3.11). */
function isIdentity(type: unknown): boolean {
  return type === undefined || (typeof type === "string" && type.toLowerCase() === "jwt");
}

/** The claims of a token that one of the keys has signed. Null: none has. Its times and claims are not checked yet. */
export async function verifySubjectToken(token: string, keys: readonly PublicKey[]): Promise<Claims | null> {
  try {
    const getKey = createLocalJWKSet({ keys: keys.map((key) => ({ kty: String(key.kty), ...key })) });
    const { payload, protectedHeader } = await compactVerify(token, getKey, {
      algorithms: [...assertionAlgorithms],
    });
    if (!isIdentity(protectedHeader.typ)) return null;
    return readPart(Buffer.from(payload).toString("base64url"));
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}
