/** Crockford's base32 digits, in which no two look alike. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

const groupLength = 6;

/** 120 random bits. From 112 on, a plain digest is a safe way to store a code (OWASP ASVS 5.0, 6.5.2). */
const codeLength = 24;

export const recoveryCodeCount = 10;

/** A new code without dashes. */
export function createRecoveryCode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(codeLength));
  return [...bytes].map((byte) => alphabet.charAt(byte & 31)).join("");
}

/** The code in groups, as people read it: `k3m9x7-…`. */
export function formatRecoveryCode(code: string): string {
  return code.match(new RegExp(`.{1,${groupLength}}`, "g"))?.join("-") ?? code;
}
