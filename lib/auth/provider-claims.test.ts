import { describe, expect, test } from "vitest";
import { readClaims } from "./provider-claims.ts";

const issuer = "https://id.example.com";
const profile = {
  sub: "248289761001",
  name: "Grace Hopper",
  email: "grace@example.com",
  email_verified: true,
};

describe("a provider's claims", () => {
  test("name the person by issuer and subject, with the address in its one form", () => {
    expect(readClaims({ ...profile, email: " Grace@EXAMPLE.com", extra: { id: 1 } }, issuer)).toEqual({
      issuer,
      subject: "248289761001",
      name: "Grace Hopper",
      email: "grace@example.com",
      isEmailVerified: true,
    });
  });

  test.each([
    ["no subject", { sub: undefined }],
    ["an empty subject", { sub: "" }],
    ["a number for a subject", { sub: 1 }],
    ["no address", { email: undefined }],
    ["what is no address", { email: "grace" }],
  ])("are refused with %s", (_, change) => {
    expect(readClaims({ ...profile, ...change }, issuer)).toBeNull();
  });

  test.each([null, undefined, "text", []])("are refused when they are %j", (value) => {
    expect(readClaims(value, issuer)).toBeNull();
  });

  test.each([undefined, "", "  ", "a\u0000b", "x".repeat(101), 7])(
    "with the name %j get the address's",
    (name) => {
      expect(readClaims({ ...profile, name }, issuer)?.name).toBe("grace");
    },
  );

  test.each([
    [true, true],
    ["true", true],
    [false, false],
    ["false", false],
    [undefined, false],
    [1, false],
  ])("with email_verified %j vouch for the address: %j", (email_verified, expected) => {
    expect(readClaims({ ...profile, email_verified }, issuer)?.isEmailVerified).toBe(expected);
  });
});
