import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRecoveryCode, formatRecoveryCode } from "./recovery-code.ts";
import { readTypedCode } from "./typed-code.ts";

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
