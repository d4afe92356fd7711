import { validate, version } from "uuid";
import { describe, expect, test } from "vitest";
import { createId, isId } from "./ids.ts";

const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** The 128 bits behind an id, as hexadecimal digits. */
function readBits(id: string): string {
  const text = id.slice(id.indexOf("_") + 1);
  const bits = [...text].reduce((sum, digit) => sum * 32n + BigInt(digits.indexOf(digit)), 0n);
  return bits.toString(16).padStart(32, "0");
}

function toUuid(id: string): string {
  return readBits(id).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

describe("createId", () => {
  test("creates version 7 UUIDs that contain the time", () => {
    for (let created = 0; created < 10_000; created++) {
      const before = Date.now();
      const id = createId("request");
      const uuid = toUuid(id);
      expect(validate(uuid) && version(uuid) === 7, uuid).toBe(true);
      const ms = Number.parseInt(readBits(id).slice(0, 12), 16);
      expect(ms).toBeGreaterThanOrEqual(before);
      expect(ms).toBeLessThanOrEqual(Date.now());
    }
  });

  test("creates ids that sort by time and have the form of their kind", async () => {
    const first = createId("key");
    await new Promise((resolve) => setTimeout(resolve, 2));
    const second = createId("key");
    expect(first < second).toBe(true);
    expect(isId("key", first)).toBe(true);
    expect(isId("secret", first)).toBe(false);
  });

  test("draws every bit at random for each id", () => {
    const bits = Array.from({ length: 2_000 }, () => BigInt(`0x${readBits(createId("key"))}`));
    expect(new Set(bits).size).toBe(bits.length);
    // 74 bits are random: all except the time, the version (4 bits) and the variant (2 bits).
    const isRandom = (at: bigint) => at < 76n && at !== 62n && at !== 63n;
    for (let at = 0n; at < 80n; at++) {
      const ones = bits.filter((value) => ((value >> at) & 1n) === 1n).length;
      if (isRandom(at)) expect(Math.abs(ones - 1_000), `bit ${at}`).toBeLessThan(200);
      else expect([0, bits.length], `bit ${at}`).toContain(ones);
    }
  });
});
