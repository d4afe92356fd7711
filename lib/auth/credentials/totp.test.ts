import { describe, expect, test } from "vitest";
import { computeTotpCode, createTotpSecret, createTotpUri, findTotpStep } from "./totp.ts";

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

  test("accepts a code one step early or late, and names its step (ASVS 6.5.5)", () => {
    const secret = createTotpSecret();
    const now = new Date(1_800_000_000_000);
    const step = 60_000_000;
    const codeAt = (offset: number) => computeTotpCode(secret, new Date(now.getTime() + offset * 30_000));
    const found = [-2, -1, 0, 1, 2].map((offset) => findTotpStep(secret, codeAt(offset), now));
    expect(found).toEqual([null, step - 1, step, step + 1, null]);
  });

  test("has 160 random bits and a URI with the issuer and the account (ASVS 6.5.3)", () => {
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
