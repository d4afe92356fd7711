import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const prefix = "be_";
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 40;
const checksumLength = 6;

/** Finds our secrets in any text; the same expression that scanners use. */
export const secretPattern = /\bbe_[0-9A-Za-z]{46}\b/g;

const wholeSecretPattern = /^be_[0-9A-Za-z]{46}$/;

/** `be_`, 40 random base62 characters (238 bits) and six characters of checksum (ADR 0001). */
export function createSecret(readRandomBytes: (count: number) => Uint8Array = randomBytes): string {
  let random = "";
  while (random.length < randomLength) {
    for (const byte of readRandomBytes(randomLength)) {
      // 248 = 4 × 62: a larger byte would make the first characters likelier.
      if (byte < 248 && random.length < randomLength) random += alphabet.charAt(byte % alphabet.length);
    }
  }
  const body = prefix + random;
  return body + computeChecksum(body);
}

/** CRC-32 of the text as six base62 digits, most significant first. */
function computeChecksum(body: string): string {
  let rest = crc32(body);
  let digits = "";
  for (let i = 0; i < checksumLength; i++) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

/** Whether the text has our form and its checksum is right; arithmetic alone, no look-up. */
export function isWellFormedSecret(text: string): boolean {
  return (
    wholeSecretPattern.test(text) &&
    computeChecksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength)
  );
}

/** Whether one of our secrets, whole and with its right checksum, stands in the text. */
export function containsSecret(text: string): boolean {
  return text.match(secretPattern)?.some(isWellFormedSecret) ?? false;
}

/** SHA-256 of the whole secret, 32 bytes: what the database holds (ADR 0001). */
export function hashSecret(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
