import { describe, expect, test } from "vitest";
import { readClaims, readGroups } from "./provider-claims.ts";

const issuer = "https://id.example.com";
const profile = {
  sub: "248289761001",
  name: "Grace Hopper",
  email: "grace@example.com",
  email_verified: true,
};

describe("provider claims", () => {
  test("identify the user by issuer and subject, with a normalized email address (ASVS 6.8.1)", () => {
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
    ["no email address", { email: undefined }],
    ["an invalid email address", { email: "grace" }],
  ])("are rejected with %s", (_, change) => {
    expect(readClaims({ ...profile, ...change }, issuer)).toBeNull();
  });

  test.each([null, undefined, "text", []])("are rejected when they are %j", (value) => {
    expect(readClaims(value, issuer)).toBeNull();
  });

  test.each([undefined, "", "  ", "a\u0000b", "x".repeat(101), 7])(
    "use the email's local part when the name is %j",
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
  ])("with email_verified %j mark the email as verified: %j", (email_verified, expected) => {
    expect(readClaims({ ...profile, email_verified }, issuer)?.isEmailVerified).toBe(expected);
  });
});

describe("the groups claim", () => {
  test.each([
    [
      ["engineering", "sales"],
      ["engineering", "sales"],
    ],
    [[], []],
  ])("%j is a list of groups", (groups, expected) => {
    expect(readGroups({ sub: "1", groups }, "groups")).toEqual(expected);
    expect(readGroups({ "https://example.com/groups": groups }, "https://example.com/groups")).toEqual(
      expected,
    );
  });

  test.each([
    undefined,
    null,
    "engineering",
    { 0: "engineering", length: 1 },
    { engineering: true },
    [{ name: "engineering" }],
    ["engineering", 7],
    [["engineering"]],
  ])("%j is ignored", (groups) => {
    expect(readGroups({ groups }, "groups")).toBeNull();
  });

  test("is read only from the profile itself, and only if the provider has one", () => {
    expect(readGroups({}, "constructor")).toBeNull();
    expect(readGroups(Object.create({ groups: [] }), "groups")).toBeNull();
    expect(readGroups({ groups: ["engineering"] }, null)).toBeNull();
    expect(readGroups(null, "groups")).toBeNull();
  });
});
