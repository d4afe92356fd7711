import { isId } from "#lib/domain/common/ids.ts";
import { isWellFormedAccessToken, isWellFormedSecret } from "./secret.ts";

/** Longer text is never a credential of this console. A key has 49 characters, and few signed tokens have more than 2,000. */
export const maxCredentialLength = 4_096;

const signedTokenPattern = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/;

/** The form of a credential that a process of this console accepts: a key, or an app's access token of either format. */
export function isWellFormedCredential(text: string): boolean {
  return isWellFormedSecret(text) || isWellFormedAccessToken(text) || isSignedToken(text);
}

/** Whether the text is meant for this console, whatever it is worth. Other credentials belong to other applications. */
export function isOwnCredential(text: string): boolean {
  return /^bet?_/.test(text) || isSignedToken(text);
}

/**
 * Whether the text says of itself that it is an access token (RFC 9068) of one of this console's apps. It has no checksum, so
 * this keeps other issuers' tokens from being looked up. The signature proves nothing that the stored digest doesn't.
 */
function isSignedToken(text: string): boolean {
  if (text.length > maxCredentialLength || !signedTokenPattern.test(text)) return false;
  const [header = "", claims = ""] = text.split(".");
  return readPart(header).typ === "at+jwt" && isId("app", String(readPart(claims).client_id));
}

function readPart(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
