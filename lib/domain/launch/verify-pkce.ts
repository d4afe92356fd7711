import { hash, timingSafeEqual } from "node:crypto";

const verifierPattern = /^[A-Za-z0-9._~-]{43,128}$/;

/** Whether an S256 challenge was made from this verifier (RFC 7636, section 4.6). */
export function verifyPkce(challenge: string, verifier: string): boolean {
  if (!verifierPattern.test(verifier)) return false;
  const [expected, presented] = [challenge, hash("sha256", verifier, "base64url")].map((text) =>
    Buffer.from(text),
  );
  if (expected === undefined || presented === undefined) return false;
  return expected.length === presented.length && timingSafeEqual(expected, presented);
}
