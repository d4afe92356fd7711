import { decode, encode, type JWT } from "next-auth/jwt";
import { isId } from "#lib/ids.ts";
import { sessionLifetimeSeconds } from "./session-life.ts";

/** The token for a cookie: encrypted with the first secret, carrying nothing but the session's id. */
export async function encodeSessionToken(
  token: JWT | undefined,
  secrets: readonly string[],
): Promise<string> {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("no session secret is set");
  return encode({ token: { sid: token?.sid }, secret, maxAge: sessionLifetimeSeconds });
}

/** The token's content under any of the secrets, newest first; null for anything else, however garbled. */
export async function decodeSessionToken(
  token: string | undefined,
  secrets: readonly string[],
): Promise<JWT | null> {
  if (token === undefined || token === "") return null;
  for (const secret of secrets) {
    try {
      return await decode({ token, secret });
    } catch {
      // Signed with another secret, expired or not ours: the next secret decides, and none means no session.
    }
  }
  return null;
}

/** The session id inside a token, or null. Says nothing about whether the session still lives. */
export function readSessionId(token: JWT | null): string | null {
  const id = token?.sid;
  return typeof id === "string" && isId("session", id) ? id : null;
}
