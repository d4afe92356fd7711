import fc from "fast-check";
import { expect, test } from "vitest";
import { findInText } from "./canaries.ts";

const value = "be_Zk+/x?y z0123456789abcdef";

test.each([
  ["as it is", (text: string) => text],
  ["percent-encoded", encodeURIComponent],
  ["in hexadecimal", (text: string) => Buffer.from(text).toString("hex")],
  ["inside JSON", (text: string) => JSON.stringify({ text })],
])("finds a value %s", (_, write) => {
  expect(findInText(Buffer.from(`before ${write(value)} after`), [value])).toEqual([0]);
});

test("finds a value in base64, whatever surrounds it", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.constantFrom("base64" as const, "base64url" as const),
      (a, b, encoding) => {
        const text = Buffer.from(a + value + b).toString(encoding);
        expect(findInText(Buffer.from(text), ["not there at all", value])).toEqual([1]);
      },
    ),
  );
});

test("does not find what is not there", () => {
  expect(findInText(Buffer.from("nothing of the kind"), [value])).toEqual([]);
});
