import { isOwnCredential, maxCredentialLength } from "#lib/domain/keys/credential.ts";

/**
 * `none`: nothing that could be a key. `malformed`: an unreadable key, to be answered like a wrong one (401).
 * `ambiguous`: two keys, or one header twice (400). `misplacedBearer`: the word `Bearer` where the key
 * belongs (400). `key`: unchecked text, of a key or an access token.
 */
export type PresentedCredential =
  | { kind: "none" }
  | { kind: "key"; secret: string }
  | { kind: "malformed" }
  | { kind: "ambiguous" }
  | { kind: "misplacedBearer" };

/** What one header contains. `empty`: it was sent without a value, as gateways do that clear a header. */
type HeaderCredential = PresentedCredential | { kind: "empty" };

/** The messages for a client that sends its key in an invalid way (400). */
export const credentialProblems = {
  ambiguous: "Send one key, in one header, once",
  misplacedBearer:
    'Misplaced "Bearer": send either "Authorization: Bearer be_..." or "X-API-Key: be_...", with "Bearer" once and only in the first',
} as const;

/** Header values as received. A header sent twice arrives joined by ", ". Null if it was not sent. */
export interface CredentialHeaders {
  authorization: string | null;
  apiKey: string | null;
}

/** Only a signed token, which starts like this, can be longer. */
const maxSecretLength = 512;
const signedTokenStart = "eyJ";

function isTooLong(value: string): boolean {
  if (value.length <= maxSecretLength) return false;
  return value.length > maxCredentialLength || !value.startsWith(signedTokenStart);
}

function readValue(text: string): HeaderCredential {
  const value = text.trim();
  if (value === "") return { kind: "empty" };
  if (/^bearer\s+[^\s,]+$/i.test(value)) return { kind: "misplacedBearer" };
  if (/[\s,]/.test(value)) return { kind: "ambiguous" };
  if (isTooLong(value)) return { kind: "malformed" };
  return { kind: "key", secret: value };
}

function readAuthorization(text: string): HeaderCredential {
  const bearer = /^\s*bearer(?=\s|$)/i.exec(text);
  if (bearer !== null) return readValue(text.slice(bearer[0].length));
  // Another scheme belongs to another application, unless it contains one of this console's keys or tokens.
  if (!/\bbet?_/.test(text)) return { kind: "none" };
  return text.includes(",") ? { kind: "ambiguous" } : { kind: "malformed" };
}

const nothing: HeaderCredential = { kind: "none" };

/** An empty header is not a second key. If there is no other key, a key was intended. */
function chooseNotEmpty(bearer: HeaderCredential, apiKey: HeaderCredential): PresentedCredential {
  if (bearer.kind !== "empty" && bearer.kind !== "none") return bearer;
  if (apiKey.kind !== "empty" && apiKey.kind !== "none") return apiKey;
  return { kind: "malformed" };
}

function isOwn(credential: PresentedCredential): boolean {
  return credential.kind !== "key" || isOwnCredential(credential.secret);
}

/**
 * The single key or access token of a request, from `Authorization: Bearer` (RFC 6750; the scheme is case-insensitive) or
 * `X-API-Key`. It is not checked whether it is valid.
 */
export function readPresentedCredential(headers: CredentialHeaders): PresentedCredential {
  const bearer = headers.authorization === null ? nothing : readAuthorization(headers.authorization);
  const apiKey = headers.apiKey === null ? nothing : readValue(headers.apiKey);
  if (bearer.kind === "empty" || apiKey.kind === "empty") return chooseNotEmpty(bearer, apiKey);
  if (bearer.kind === "none") return apiKey;
  if (apiKey.kind === "none") return bearer;
  if (bearer.kind === "ambiguous" || apiKey.kind === "ambiguous") return { kind: "ambiguous" };
  if (bearer.kind === "misplacedBearer" || apiKey.kind === "misplacedBearer")
    return { kind: "misplacedBearer" };
  // Another application's bearer token next to this console's key: gateways forward both.
  if (!isOwn(bearer)) return apiKey;
  return isOwn(apiKey) ? { kind: "ambiguous" } : bearer;
}
