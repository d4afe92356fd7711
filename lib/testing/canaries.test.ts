import fc from "fast-check";
import { expect, test } from "vitest";
import { findInText } from "./canaries.ts";

const value = "be_Zk+/x?y z0123456789abcdef";

test.each([
  ["as it is", (text: string) => text],
  ["percent-encoded", encodeURIComponent],
  ["in hexadecimal", (text: string) => Buffer.from(text).toString("hex")],
  ["inside JSON", (text: string) => JSON.stringify({ text })],
])("a value is found %s", (_, write) => {
  expect(findInText(Buffer.from(`before ${write(value)} after`), [value])).toEqual([0]);
});

test("a value is found in base64, whatever stands around it", () => {
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

test("what is not there is not found", () => {
  expect(findInText(Buffer.from("nothing of the kind"), [value])).toEqual([]);
});
