import { randomBytes } from "node:crypto";

/** 128 secret bits. Without them it is not possible to find two names with the same hash. */
export type HashSeed = readonly [number, number, number, number];

export function createHashSeed(): HashSeed {
  const bytes = randomBytes(16);
  return [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.readInt32LE(12)];
}

/** Words of 32 bits in a hash. */
export const wordsPerHash = 3;

/**
 * Rounds without input between the last word of the name and the first of the hash, and between the words of
 * the hash.
 */
const roundsPerOutput = 3;

/**
 * HalfSipHash-1-3 (the 32-bit form of SipHash, made for hash tables with untrusted keys) with all four words
 * of its state seeded, and with three words of output. The probability that two of a million names share the
 * 95 bits that are kept is 1e-17.
 */
export function hashName(name: string, [k0, k1, k2, k3]: HashSeed, hash: Int32Array): void {
  const { length } = name;
  let v0 = k0;
  let v1 = k1;
  let v2 = k2 ^ 0x6c796765;
  let v3 = k3 ^ 0x74656462;
  // The length comes first, so that no name is the beginning of another; then two UTF-16 units at a time.
  const inputs = 1 + ((length + 1) >> 1);
  const rounds = inputs + wordsPerHash * roundsPerOutput;
  for (let round = 0, at = -2; round < rounds; round++, at += 2) {
    let word = 0;
    if (at < 0) word = length;
    else if (at + 1 < length) word = name.charCodeAt(at) | (name.charCodeAt(at + 1) << 16);
    else if (at < length) word = name.charCodeAt(at);
    if (round === inputs) v2 ^= 0xff;
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
    const after = round - inputs + 1;
    if (after > 0 && after % roundsPerOutput === 0) {
      hash[after / roundsPerOutput - 1] = v1 ^ v3;
      v1 ^= 0xdd;
    }
  }
}
