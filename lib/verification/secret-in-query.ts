import { ServiceError } from "#lib/errors.ts";

/** Matches a secret, and the beginning of one, anywhere in a query. */
const secretLike = /be_[0-9A-Za-z]{20}/;

/** Throws `invalid_request` for a key in the query string: addresses end up in logs, histories and referrers. */
export function assertNoSecretInQuery(search: string): void {
  if (secretLike.test(search) || secretLike.test(decodeLeniently(search))) {
    throw new ServiceError("invalid_request", {
      message: "A key may not travel in the address: send it in the Authorization header",
    });
  }
}

/** Decodes each escape by itself: one that is broken must not hide the others. */
function decodeLeniently(text: string): string {
  return text.replaceAll(/%[0-9a-f]{2}/gi, (byte) => String.fromCharCode(Number.parseInt(byte.slice(1), 16)));
}
