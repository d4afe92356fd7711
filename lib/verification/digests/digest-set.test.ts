import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createDigestSet } from "./digest-set.ts";

function digestOf(n: number): [high: number, low: number] {
  const digest = createHash("sha256").update(String(n)).digest();
  return [digest.readUInt32BE(0), digest.readUInt32BE(4)];
}

test.each([0, 100_000])("contains exactly the added digests, with initial room for %i", (expected) => {
  const set = createDigestSet(expected);
  const count = 100_000;
  for (let n = 0; n < count; n++) set.add(...digestOf(n));
  for (let n = 0; n < count; n += 7) set.add(...digestOf(n));
  expect(set.size).toBe(count);
  const missing = Array.from({ length: count }, (_, n) => n).filter((n) => !set.has(...digestOf(n)));
  const unexpected = Array.from({ length: count }, (_, n) => n + count).filter((n) =>
    set.has(...digestOf(n)),
  );
  expect([missing, unexpected]).toEqual([[], []]);
  expect(set.bytes / count).toBeLessThanOrEqual(16);
});

test("supports digests that begin with zeros", () => {
  const set = createDigestSet(0);
  expect(set.has(0, 0)).toBe(false);
  set.add(0, 0);
  set.add(0, 7);
  set.add(7, 0);
  expect([set.has(0, 0), set.has(0, 7), set.has(7, 0), set.has(0, 8)]).toEqual([true, true, true, false]);
});
