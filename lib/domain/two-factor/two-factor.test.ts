import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRecoveryCode, formatRecoveryCode } from "./recovery-code.ts";
import { computeTotpCode, createTotpSecret, createTotpUri, findTotpStep } from "./totp.ts";
import { readTypedCode } from "./typed-code.ts";

describe("TOTP", () => {
  // RFC 6238, appendix B, SHA-1: the last six of its eight digits. The secret is "12345678901234567890" in base32.
  test.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("computes the code of RFC 6238 for second %d", (second, code) => {
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    expect(computeTotpCode(secret, new Date(second * 1000))).toBe(code);
    expect(findTotpStep(secret, code, new Date(second * 1000))).toBe(Math.floor(second / 30));
  });

  test("accepts a code one step early or late, and names its step", () => {
    const secret = createTotpSecret();
    const now = new Date(1_800_000_000_000);
    const step = 60_000_000;
    const codeAt = (offset: number) => computeTotpCode(secret, new Date(now.getTime() + offset * 30_000));
    const found = [-2, -1, 0, 1, 2].map((offset) => findTotpStep(secret, codeAt(offset), now));
    expect(found).toEqual([null, step - 1, step, step + 1, null]);
  });

  test("has 160 random bits and a URI with the issuer and the account", () => {
    const secret = createTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(createTotpSecret()).not.toBe(secret);
    const uri = new URL(createTotpUri(secret, "ada+x@example.com"));
    expect(decodeURIComponent(uri.pathname)).toContain("ByteEngine Console:ada+x@example.com");
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: "ByteEngine Console",
      secret,
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
  });
});

describe("typed codes", () => {
  test("recognizes every recovery code, with spaces, capitals and look-alike letters", () => {
    fc.assert(
      fc.property(fc.constantFrom("", " ", "-", "\u00a0"), fc.boolean(), (separator, isUpper) => {
        const code = createRecoveryCode();
        const shown = formatRecoveryCode(code);
        expect(shown).toMatch(/^(?:[0-9a-z]{6}-){3}[0-9a-z]{6}$/);
        const typed = shown.replaceAll("-", separator).replaceAll("0", "o").replaceAll("1", "l");
        const read = readTypedCode(` ${isUpper ? typed.toUpperCase() : typed} `);
        expect(read).toEqual({ kind: "recovery_code", code });
      }),
    );
  });

  test.each([
    ["123456", "123456"],
    [" 123 456\n", "123456"],
    ["123-456", "123456"],
  ])("reads %j as an authenticator code", (text, code) => {
    expect(readTypedCode(text)).toEqual({ kind: "totp", code });
  });

  test.each(["", "12345", "1234567", "abcdef", "１２３４５６", "u".repeat(24), "1".repeat(25)])(
    "rejects %j",
    (text) => {
      expect(readTypedCode(text)).toBe(null);
    },
  );
});
