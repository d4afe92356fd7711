import { expect, test } from "vitest";
import { getOwnOrigin } from "./own-origin.ts";

test.each([
  ["127.0.0.1:3000", "http://127.0.0.1:3000"],
  ["[::1]:3000", "http://[::1]:3000"],
  ["localhost", "http://localhost"],
  ["192.168.1.7:80", "http://192.168.1.7"],
  ["evil.example:3000", null],
  ["localhost.evil.example", null],
  ["user@127.0.0.1", null],
  ["127.0.0.1/path", null],
  ["", null],
  ["a b", null],
])("Host %j gives %j", (host, origin) => {
  expect(getOwnOrigin(undefined, { host, isSecure: false })).toBe(origin);
});

test("PUBLIC_URL overrides every Host", () => {
  const target = { host: "evil.example", isSecure: false };
  expect(getOwnOrigin("https://console.example.com", target)).toBe("https://console.example.com");
});

test("without a Host there is no origin; with TLS the origin is https", () => {
  expect(getOwnOrigin(undefined, { host: null, isSecure: false })).toBeNull();
  expect(getOwnOrigin(undefined, { host: "127.0.0.1", isSecure: true })).toBe("https://127.0.0.1");
});
