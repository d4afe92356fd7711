import { expect, test } from "vitest";
import { fingerprintSecret } from "./secret-fingerprint.ts";

test("a fingerprint stays the same in every version, because databases and backups contain it", () => {
  expect(fingerprintSecret("0123456789abcdef0123456789abcdef")).toBe("dbd589104ddf3e48");
});

test("differs for every secret", () => {
  const secrets = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(32, "0"));
  expect(new Set(secrets.map(fingerprintSecret)).size).toBe(100);
});
