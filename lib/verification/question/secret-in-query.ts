import { ServiceError } from "#lib/domain/common/errors.ts";
import { containsSecret } from "#lib/domain/keys/secret.ts";

/**
 * Throws `invalid_request` for a key in the query string: URLs end up in logs, browser histories and
 * referrers. Only a complete key with a valid checksum counts: ordinary search texts and this API's own
 * cursors can contain `be_` too. Redaction is less strict.
 */
export function assertNoSecretInQuery(search: string): void {
  if (containsSecret(search) || containsSecret(decodeLeniently(search))) {
    throw new ServiceError("invalid_request", {
      message: "Do not put a key in the URL. Send it in the Authorization header",
    });
  }
}

/** Decodes each escape separately, so that an invalid one does not hide the others. */
function decodeLeniently(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)));
}
