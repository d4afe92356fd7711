/**
 * `none`: nothing that could be a key. `malformed`: a key was meant but is unreadable, to be answered like a wrong one
 * (401). `ambiguous`: two keys, or one header twice (400). `key`: unchecked text.
 */
export type PresentedCredential =
  | { kind: "none" }
  | { kind: "key"; secret: string }
  | { kind: "malformed" }
  | { kind: "ambiguous" };

/** Header values as received; a header sent twice arrives joined by ", ". Null: not sent. */
export interface CredentialHeaders {
  authorization: string | null;
  apiKey: string | null;
}

const longestSecret = 512;

function readValue(text: string): PresentedCredential {
  const value = text.trim();
  if (/[\s,]/.test(value)) return { kind: "ambiguous" };
  if (value === "" || value.length > longestSecret) return { kind: "malformed" };
  return { kind: "key", secret: value };
}

function readAuthorization(text: string): PresentedCredential {
  const bearer = /^\s*bearer(?=\s|$)/i.exec(text);
  if (bearer !== null) return readValue(text.slice(bearer[0].length));
  // Another scheme belongs to someone else, unless it hides one of our keys.
  if (!/\bbe_/.test(text)) return { kind: "none" };
  return text.includes(",") ? { kind: "ambiguous" } : { kind: "malformed" };
}

function isOurs(credential: PresentedCredential): boolean {
  return credential.kind !== "key" || credential.secret.startsWith("be_");
}

/**
 * The one key a request presents, by `Authorization: Bearer` (RFC 6750, the scheme's case does not matter) or
 * `X-API-Key`. Says nothing about whether it is a good one.
 */
export function readPresentedCredential(headers: CredentialHeaders): PresentedCredential {
  const bearer: PresentedCredential =
    headers.authorization === null ? { kind: "none" } : readAuthorization(headers.authorization);
  const apiKey: PresentedCredential = headers.apiKey === null ? { kind: "none" } : readValue(headers.apiKey);
  if (bearer.kind === "none") return apiKey;
  if (apiKey.kind === "none") return bearer;
  if (bearer.kind === "ambiguous" || apiKey.kind === "ambiguous") return { kind: "ambiguous" };
  // A bearer token of someone else's beside our key: gateways forward both.
  if (!isOurs(bearer)) return apiKey;
  return isOurs(apiKey) ? { kind: "ambiguous" } : bearer;
}
