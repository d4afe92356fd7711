import { expect, test } from "vitest";
import { getCurrentKeyId, openSecret, sealSecret } from "./secret-box.ts";

const oldest = "a".repeat(32);
const newest = "b".repeat(32);

test("opens what it sealed, and seals the same text differently each time", () => {
  const first = sealSecret("GEZDGNBV", "totp_1", [newest]);
  const second = sealSecret("GEZDGNBV", "totp_1", [newest]);
  expect(openSecret(first, "totp_1", [newest])).toBe("GEZDGNBV");
  expect(Buffer.from(first.sealed).equals(second.sealed)).toBe(false);
  expect(Buffer.from(first.sealed).includes("GEZDGNBV")).toBe(false);
});

test("opens with an older secret after a rotation, and seals with the newest", () => {
  const box = sealSecret("text", "totp_1", [oldest]);
  expect(openSecret(box, "totp_1", [newest, oldest])).toBe("text");
  expect(box.keyId).not.toBe(getCurrentKeyId([newest, oldest]));
  expect(sealSecret("text", "totp_1", [newest, oldest]).keyId).toBe(getCurrentKeyId([newest]));
});

test("returns null for another row, a lost secret and changed bytes", () => {
  const box = sealSecret("text", "totp_1", [newest]);
  expect(openSecret(box, "totp_2", [newest])).toBe(null);
  expect(openSecret(box, "totp_1", [oldest])).toBe(null);
  for (let at = 0; at < box.sealed.length; at++) {
    const changed = box.sealed.map((byte, index) => (index === at ? byte ^ 1 : byte));
    expect(openSecret({ ...box, sealed: changed }, "totp_1", [newest])).toBe(null);
  }
  expect(openSecret({ ...box, sealed: new Uint8Array(3) }, "totp_1", [newest])).toBe(null);
});
