import { createHmac } from "node:crypto";

/**
 * Recognizes a secret without containing it: 16 hex digits, the same on every instance and in every version. Secrets have at least
 * 32 characters, so it can't be guessed from the fingerprint.
 */
export function fingerprintSecret(secret: string): string {
  return createHmac("sha256", secret).update("byteengine secret fingerprint v1").digest("hex").slice(0, 16);
}
