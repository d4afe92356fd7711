import { expect, test } from "vitest";
import { describeUndecided, parseSmtpAddress } from "./smtp-address.ts";

test.each([
  ["smtps://user:pw@mail.example.com", "required", false],
  ["smtps://mail.example.com?tls=required", "required", false],
  ["smtp://mail.example.com:587?tls=required", "required", false],
  ["smtp://mail.example.com?tls=off", "off", false],
  ["smtp://mail.example.com", "asOffered", true],
  ["smtp://127.0.0.1:1025", "asOffered", false],
  ["smtp://localhost", "asOffered", false],
  ["smtp://[::1]:25", "asOffered", false],
] as const)("%s: reads encryption %s", (text, encryption, isUndecided) => {
  expect(parseSmtpAddress(text)).toMatchObject({ encryption, isUndecided });
  expect(parseSmtpAddress(text)).not.toHaveProperty("url", expect.stringContaining("tls="));
});

test.each(["http://mail.example.com", "mail.example.com", "smtp://a?tls=on", "smtps://a?tls=off"])(
  "rejects %s",
  (text) => {
    expect(parseSmtpAddress(text)).toEqual(expect.any(String));
  },
);

test("warns about a URL that does not set whether TLS is required", () => {
  expect(describeUndecided("smtp://mail.example.com")).toContain("?tls=required");
  expect(describeUndecided("smtp://mail.example.com?tls=off")).toBeNull();
  expect(describeUndecided("smtp://127.0.0.1")).toBeNull();
  expect(describeUndecided(undefined)).toBeNull();
});
