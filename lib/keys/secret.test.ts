import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecret, hashSecret, isWellFormedSecret, secretPattern } from "./secret.ts";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

describe("createSecret", () => {
  it("has the documented form and a checksum that holds", () => {
    for (let i = 0; i < 1000; i++) {
      const secret = createSecret();
      expect(secret).toMatch(/^be_[0-9A-Za-z]{46}$/);
      expect(isWellFormedSecret(secret)).toBe(true);
    }
  });

  it("makes no secret twice in 100,000", () => {
    const secrets = new Set(Array.from({ length: 100_000 }, () => createSecret()));
    expect(secrets.size).toBe(100_000);
  });

  it("favours no character: every byte value once gives each character four times", () => {
    // 248 of 256 byte values are used; a modulo without rejection would use the first eight characters five times.
    let next = 0;
    const everyByte = (count: number) => Uint8Array.from({ length: count }, () => next++ % 256);
    const counts = new Map<string, number>();
    // 31 secrets take 1,240 characters: five rounds of the 248 accepted values.
    let rest = "";
    for (let i = 0; i < 31; i++) rest += createSecret(everyByte).slice(3, 43);
    for (const character of rest) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
  });

  it("draws characters evenly", () => {
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
    // 61 degrees of freedom: a fair source passes 140 less than once in ten million runs.
    expect(chiSquare).toBeLessThan(140);
  });
});

describe("isWellFormedSecret", () => {
  it("refuses every single-character change", () => {
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

  it("refuses two neighbours exchanged", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 47 }), (at) => {
        const secret = createSecret();
        fc.pre(secret.charAt(at) !== secret.charAt(at + 1));
        const exchanged =
          secret.slice(0, at) + secret.charAt(at + 1) + secret.charAt(at) + secret.slice(at + 2);
        expect(isWellFormedSecret(exchanged)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses any other text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !isWellFormedSecret(text)));
    for (const around of [" ", "\n", "x"]) {
      expect(isWellFormedSecret(around + createSecret())).toBe(false);
      expect(isWellFormedSecret(createSecret() + around)).toBe(false);
    }
  });
});

describe("what is kept and shown", () => {
  it("hashes the whole secret with SHA-256", () => {
    const secret = createSecret();
    expect(hashSecret(secret)).toEqual(createHash("sha256").update(secret).digest());
  });

  it("is found in text by the scanner's pattern", () => {
    const [first, second] = [createSecret(), createSecret()];
    expect(`KEY=${first}\n"${second}"`.match(secretPattern)).toEqual([first, second]);
  });
});
