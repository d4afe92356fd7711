import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEmailAddress } from "./email-address.ts";

describe("email address", () => {
  test.each([
    ["ada@example.com", "ada@example.com"],
    ["  Ada.Lovelace+keys@Example.COM ", "ada.lovelace+keys@example.com"],
    ["ＡＤＡ@example.com", "ada@example.com"],
    ["zoë@bücher.example", "zoë@bücher.example"],
    ["zoë@xn--bcher-kva.example", "zoë@bücher.example"],
    ["ada@BÜCHER.example", "ada@bücher.example"],
    ["ada@bu\u0308cher.example", "ada@bücher.example"],
    ["ada@例え。テスト", "ada@例え.テスト"],
    ["ada@faß.example", "ada@faß.example"],
    ["o'brien@mail.example.co.uk", "o'brien@mail.example.co.uk"],
  ])("normalizes %j", (text, address) => {
    expect(createEmailAddress(text)).toBe(address);
  });

  test.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@localhost",
    "ada@@example.com",
    "a\uFF20evil.com@corp.com",
    "a\uFE6Bevil.com@corp.com",
    "ada\uFF20example.com",
    '"ada@evil.com"@corp.com',
    '"ada"@corp.com',
    "ada lovelace@example.com",
    "ada@exam\u0000ple.com",
    "ada\r\nBcc:x@example.com",
    "ada\u200B@example.com",
    "ada\uD800@example.com",
    "<ada@example.com>",
    "ada@example.com,eve@example.com",
    "ada@[127.0.0.1]",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    "ada@-example.com",
    "ada@xn--.example",
    "ada@example..com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"example.".repeat(40)}com`,
  ])("rejects %j", (text) => {
    expect(createEmailAddress(text)).toBeNull();
  });

  test("normalizing twice gives the same result for any text", () => {
    const text = fc.oneof(
      fc.emailAddress(),
      fc.tuple(fc.string({ unit: "grapheme" }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const address = createEmailAddress(raw);
        if (address !== null) expect(createEmailAddress(address)).toBe(address);
      }),
    );
  });

  test("ignores case", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (raw) => {
        expect(createEmailAddress(raw.toUpperCase())).toBe(createEmailAddress(raw));
      }),
    );
  });
});
