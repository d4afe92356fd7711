import fc from "fast-check";
import { expect, test } from "vitest";
import { couldBecomeBlock } from "./could-become-block.ts";

function listPrefixes(text: string): string[] {
  return Array.from({ length: text.length }, (_, index) => text.slice(0, index + 1));
}

test("accepts every prefix of a valid block while it is typed", () => {
  const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const ipv6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
  fc.assert(
    fc.property(fc.oneof(ipv4, ipv6), ([address, prefix]) => {
      for (const start of listPrefixes(`${address}/${prefix}`))
        expect([start, couldBecomeBlock(start)]).toEqual([start, true]);
    }),
  );
});

test.each([
  "999.",
  "10.0.0.256",
  "10.0.0.0.1",
  "10.0.0/8",
  "10.0.0.0/33",
  "10..1",
  "example.com",
  "2001:db8::/129",
  "1/2/3",
  "10.0.0.1-9",
])("rejects %s, which no further typing can make valid", (text) => {
  expect(couldBecomeBlock(text)).toBe(false);
});
