import { ServiceError } from "#lib/errors.ts";
import { containsSecret } from "#lib/keys/secret.ts";

/**
 * Throws `invalid_request` for a key in the query string: addresses end up in logs, histories and referrers. Only a whole key with
 * its right checksum is one: ordinary search texts and our own cursors hold `be_` too. Redaction looks for more.
 */
export function assertNoSecretInQuery(search: string): void {
  if (containsSecret(search) || containsSecret(decodeLeniently(search))) {
    throw new ServiceError("invalid_request", {
      message: "Do not put a key in the address. Send it in the Authorization header",
    });
  }
}

/** Decodes each escape by itself: one that is broken must not hide the others. */
function decodeLeniently(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)));
}
