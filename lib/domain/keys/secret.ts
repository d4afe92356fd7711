import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const prefix = "be_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 40;
const checksumLength = 6;

/** Finds this project's secrets in any text. Secret scanners use the same expression. */
export const secretPattern = /\bbe_[0-9A-Za-z]{46}\b/g;

const wholeSecretPattern = /^be_[0-9A-Za-z]{46}$/;

/** `be_`, 40 random base62 characters (238 bits) and a checksum of 6 characters (ADR 0001). */
export function createSecret(readRandomBytes: (count: number) => Uint8Array = randomBytes): string {
  let random = "";
  while (random.length < randomLength) {
    for (const byte of readRandomBytes(randomLength)) {
      // 248 = 4 × 62. Larger bytes would make the first characters more likely.
      if (byte < 248 && random.length < randomLength) random += alphabet.charAt(byte % alphabet.length);
    }
  }
  const body = prefix + random;
  return body + computeChecksum(body);
}

/** CRC-32 of the text as 6 base62 digits, most significant first. */
function computeChecksum(body: string): string {
  let rest = crc32(body);
  let digits = "";
  for (let i = 0; i < checksumLength; i++) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

/** Whether the text has the form of a secret and a valid checksum. Does not use the database. */
export function isWellFormedSecret(text: string): boolean {
  return (
    wholeSecretPattern.test(text) &&
    computeChecksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
  );
}

/** Whether the text contains a complete secret with a valid checksum. */
export function containsSecret(text: string): boolean {
  return text.match(secretPattern)?.some(isWellFormedSecret) ?? false;
}

/** The SHA-256 of the whole secret, which the database stores (ADR 0001). */
export function hashSecret(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
