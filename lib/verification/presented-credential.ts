/**
 * `none`: nothing that could be a key. `malformed`: a key was meant but is unreadable, to be answered like a wrong one
 * (401). `ambiguous`: two keys, or one header twice (400). `misplacedBearer`: the word `Bearer` where the key belongs (400).
 * `key`: unchecked text.
 */
export type PresentedCredential =
  | { kind: "none" }
  | { kind: "key"; secret: string }
  | { kind: "malformed" }
  | { kind: "ambiguous" }
  | { kind: "misplacedBearer" };

/** What one header holds. `empty`: it was sent with nothing in it, as gateways do that clear a header. */
type HeaderCredential = PresentedCredential | { kind: "empty" };

/** What to tell a client that presented its key in a way no key is presented (400). */
export const credentialProblems = {
  ambiguous: "Send one key, in one header, once",
  misplacedBearer:
    'Misplaced "Bearer": send either "Authorization: Bearer be_..." or "X-API-Key: be_...", with "Bearer" once and only in the first',
} as const;

/** Header values as received; a header sent twice arrives joined by ", ". Null: not sent. */
export interface CredentialHeaders {
  authorization: string | null;
  apiKey: string | null;
}

const longestSecret = 512;

function readValue(text: string): HeaderCredential {
  const value = text.trim();
  if (value === "") return { kind: "empty" };
  if (/^bearer\s+[^\s,]+$/i.test(value)) return { kind: "misplacedBearer" };
  if (/[\s,]/.test(value)) return { kind: "ambiguous" };
  if (value.length > longestSecret) return { kind: "malformed" };
  return { kind: "key", secret: value };
}

function readAuthorization(text: string): HeaderCredential {
  const bearer = /^\s*bearer(?=\s|$)/i.exec(text);
  if (bearer !== null) return readValue(text.slice(bearer[0].length));
  // Another scheme belongs to someone else, unless it hides one of our keys.
  if (!/\bbe_/.test(text)) return { kind: "none" };
  return text.includes(",") ? { kind: "ambiguous" } : { kind: "malformed" };
}

const nothing: HeaderCredential = { kind: "none" };

/** An empty header is no second key; but where nothing else is, a key was meant. */
function chooseNotEmpty(bearer: HeaderCredential, apiKey: HeaderCredential): PresentedCredential {
  if (bearer.kind !== "empty" && bearer.kind !== "none") return bearer;
  if (apiKey.kind !== "empty" && apiKey.kind !== "none") return apiKey;
  return { kind: "malformed" };
}

function isOurs(credential: PresentedCredential): boolean {
  return credential.kind !== "key" || credential.secret.startsWith("be_");
}

/**
 * The one key a request presents, by `Authorization: Bearer` (RFC 6750, the scheme's case does not matter) or
 * `X-API-Key`. Says nothing about whether it is a good one.
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
  // A bearer token of someone else's beside our key: gateways forward both.
  if (!isOurs(bearer)) return apiKey;
  return isOurs(apiKey) ? { kind: "ambiguous" } : bearer;
}
