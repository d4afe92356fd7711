import { createHmac, timingSafeEqual } from "node:crypto";

// Without letters and digits that people take for one another.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const groups = 4;
const groupLength = 4;

/**
 * The code that the first account of a console reachable from elsewhere must bring: who can read the log of its
 * start is who set it up. Derived from the session secret (some 78 bits), so it is nowhere stored and survives restarts.
 */
export function createSetUpCode(sessionSecrets: readonly string[]): string {
  const digest = createHmac("sha256", sessionSecrets[0] ?? "")
    .update("byteengine set-up code")
    .digest();
  const letters = [...digest.subarray(0, groups * groupLength)].map((byte) =>
    alphabet.charAt(byte % alphabet.length),
  );
  return letters.join("").replace(/.{4}(?=.)/g, "$&-");
}

/** Whether this is the code; case, spaces and dashes do not matter. */
export function isSetUpCode(text: string | undefined, sessionSecrets: readonly string[]): boolean {
  const digest = (code: string) =>
    createHmac("sha256", "compare").update(code.toUpperCase().replace(/[\s-]/g, "")).digest();
  return text !== undefined && timingSafeEqual(digest(text), digest(createSetUpCode(sessionSecrets)));
}
