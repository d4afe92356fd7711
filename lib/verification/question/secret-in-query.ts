import { ServiceError } from "#lib/domain/common/errors.ts";
import { isOwnCredential } from "#lib/domain/keys/credential.ts";
import { containsSecret } from "#lib/domain/keys/secret.ts";

/**
 * Starts only where no word continues: otherwise the time would grow with the square of the text's length. No part of a signed
 * token is shorter, so that few matches have to be read.
 */
const signedTokenPattern = /(?<![\w-])eyJ[\w-]{17,}\.[\w-]{40,}\.[\w-]{40,}/g;

/** Reading a token takes long, and the check is for mistakes, which contain one. */
const maxTokensRead = 3;

function containsCredential(text: string): boolean {
  const tokens = text.match(signedTokenPattern)?.slice(0, maxTokensRead) ?? [];
  return containsSecret(text) || tokens.some(isOwnCredential);
}

/**
 * Throws `invalid_request` for a key or an access token in the query string: URLs end up in logs, browser histories and
 * referrers. Only a complete key with a valid checksum counts: ordinary search texts and this API's own
 * cursors can contain `be_` too. Redaction is less strict.
 */
export function assertNoSecretInQuery(search: string): void {
  if (containsCredential(search) || containsCredential(decodeLeniently(search))) {
    throw new ServiceError("invalid_request", {
      message: "Do not put a key in the URL. Send it in the Authorization header",
    });
  }
}

/** Decodes each escape separately, so that an invalid one does not hide the others. */
function decodeLeniently(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)));
}
