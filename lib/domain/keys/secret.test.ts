import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecret, hashSecret, isWellFormedSecret, secretPattern } from "./secret.ts";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

describe("createSecret", () => {
  it("creates secrets in the documented form with a valid checksum", () => {
    for (let i = 0; i < 1000; i++) {
      const secret = createSecret();
      expect(secret).toMatch(/^be_[0-9A-Za-z]{46}$/);
      expect(isWellFormedSecret(secret)).toBe(true);
    }
  });

  it("creates 100,000 different secrets", () => {
    const secrets = new Set(Array.from({ length: 100_000 }, () => createSecret()));
    expect(secrets.size).toBe(100_000);
  });

  it("uses only the bytes that give each character the same probability", () => {
    // 248 of the 256 byte values are used. A modulo without rejection would favor the first eight characters.
    let next = 0;
    const everyByte = (count: number) => Uint8Array.from({ length: count }, () => next++ % 256);
    const counts = new Map<string, number>();
    // 31 secrets use 1,240 random characters: five rounds of the 248 accepted values.
    let rest = "";
    for (let i = 0; i < 31; i++) rest += createSecret(everyByte).slice(3, 43);
    for (const character of rest) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
  });

  it("distributes characters evenly", () => {
    const draws = 20_000;
    const counts = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      for (const character of createSecret().slice(3, 43))
        counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const expected = (draws * 40) / 62;
    const chiSquare = [...base62].reduce((sum, character) => {
      return sum + ((counts.get(character) ?? 0) - expected) ** 2 / expected;
    }, 0);
    // With 61 degrees of freedom, a fair source exceeds 140 less than once in ten million runs.
    expect(chiSquare).toBeLessThan(140);
  });
});

describe("isWellFormedSecret", () => {
  it("rejects every change of a single character", () => {
    fc.assert(
      fc.property(fc.nat(45), fc.constantFrom(...base62), (position, replacement) => {
        const secret = createSecret();
        const at = 3 + position;
        fc.pre(secret.charAt(at) !== replacement);
        expect(isWellFormedSecret(secret.slice(0, at) + replacement + secret.slice(at + 1))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("rejects two swapped neighboring characters", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 47 }), (at) => {
        const secret = createSecret();
        fc.pre(secret.charAt(at) !== secret.charAt(at + 1));
        const swapped =
          secret.slice(0, at) + secret.charAt(at + 1) + secret.charAt(at) + secret.slice(at + 2);
        expect(isWellFormedSecret(swapped)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("rejects any other text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !isWellFormedSecret(text)));
    for (const around of [" ", "\n", "x"]) {
      expect(isWellFormedSecret(around + createSecret())).toBe(false);
      expect(isWellFormedSecret(createSecret() + around)).toBe(false);
    }
  });
});

describe("a secret", () => {
  it("is hashed as a whole with SHA-256", () => {
    const secret = createSecret();
    expect(hashSecret(secret)).toEqual(createHash("sha256").update(secret).digest());
  });

  it("is found in text by the scanner's pattern", () => {
    const [first, second] = [createSecret(), createSecret()];
    expect(`KEY=${first}\n"${second}"`.match(secretPattern)).toEqual([first, second]);
  });
});
