import { createHmac, timingSafeEqual } from "node:crypto";

// Without letters and digits that look alike.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const groups = 4;
const groupLength = 4;

/**
 * The setup code that the first account needs on a console that other machines can reach. It is printed to the startup
 * log, which only the operator can read. Derived from the session secret (about 78 bits), so it is not stored and stays
 * the same after a restart.
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

/** Whether the text is the setup code, of any of the secrets. Ignores case, spaces and dashes. */
export function isSetUpCode(text: string | undefined, sessionSecrets: readonly string[]): boolean {
  const digest = (code: string) =>
    createHmac("sha256", "compare").update(code.toUpperCase().replace(/[\s-]/g, "")).digest();
  if (text === undefined) return false;
  return sessionSecrets.some((secret) => timingSafeEqual(digest(text), digest(createSetUpCode([secret]))));
}
