import { createHmac, timingSafeEqual } from "node:crypto";

/** The header by which the console recognizes a request that it sent to itself. */
export const ownRequestHeader = "x-byteengine-own-request";

const lifetimeMs = 30_000;

function sign(secret: string, expiresMs: number): Buffer {
  return createHmac("sha256", secret).update(`byteengine own request v1 ${expiresMs}`).digest();
}

/**
 * A token that every thread and instance with the same SESSION_SECRET recognizes for 30 seconds: the request can arrive at any
 * of them, so none can keep it in memory. Nobody else can create one, and it opens nothing.
 */
export function createOwnRequestToken(secrets: readonly string[], nowMs: number): string {
  const [secret = ""] = secrets;
  const expiresMs = nowMs + lifetimeMs;
  return `${expiresMs}.${sign(secret, expiresMs).toString("base64url")}`;
}

export function isOwnRequestToken(secrets: readonly string[], token: string, nowMs: number): boolean {
  const [expires = "", signature = ""] = token.split(".");
  const expiresMs = Number(expires);
  // Not one that would be valid for longer, from another clock or another version.
  if (!(expiresMs >= nowMs && expiresMs <= nowMs + 2 * lifetimeMs)) return false;
  const given = Buffer.from(signature, "base64url");
  return secrets.some((secret) => {
    const expected = sign(secret, expiresMs);
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}
