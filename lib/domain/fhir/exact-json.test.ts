import fc from "fast-check";
import { expect, test } from "vitest";
import { changeTexts, parseJson, printJson } from "./exact-json.ts";

test.each([
  ...[
    '{"a":1.0}',
    '{"a":1.00,"b":-0}',
    "[1e5,0.10,12345678901234567890]",
    '{"a":"1.0","b":1}',
    '"x"',
    "[]",
    "-0.0",
  ],
  ...['{"a\\"1.0":2.50,"b":"\\\\"}', '{"x":[{"y":1.5E+3}]}'],
])("%s is printed as it was", (text) => {
  expect(printJson(parseJson(text))).toBe(text);
});

test("any JSON is printed with the same meaning", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(printJson(parseJson(JSON.stringify(value))))).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

test.each(["{", '{"a":1.2.3}', "[01]", "[1.]", "", "[1e]", "[-]", `${"[".repeat(300)}${"]".repeat(300)}`])(
  "%s is rejected",
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

test("texts are changed at every depth, and a field named __proto__ stays a field", () => {
  const value = parseJson('{"a":["x",{"__proto__":{"b":"x"},"c":1.0}]}');
  changeTexts(value, (text) => (text === "x" ? "y" : text));
  expect(printJson(value)).toBe('{"a":["y",{"__proto__":{"b":"y"},"c":1.0}]}');
});

test("a text that begins as marked numbers do changes nothing around it", () => {
  const [marked] = parseJson("[1.0]") as [string];
  const mark = marked.slice(0, -3);
  const text = JSON.stringify({ a: [{ b: `${mark}1}]` }] });
  expect(printJson(parseJson(text))).toBe(text);
});

test("the last of two fields of the same name is the only one", () => {
  expect(printJson(parseJson('{"resourceType":"Patient","resourceType":"Observation"}'))).toBe(
    '{"resourceType":"Observation"}',
  );
});

test("a long text is parsed, also next to a number with a point", () => {
  const text = `{"a":1.50,"data":"${'A\\"'.repeat(5_000_000)}","long":"${"A".repeat(12_000_000)}"}`;
  expect(printJson(parseJson(text)) === text).toBe(true);
});

test.each([
  ["objects", `[${"{},".repeat(5_000_000)}1]`],
  ["numbers", `[${"1.0,".repeat(4_000_000)}1]`],
  ["levels", "[".repeat(16_000_000)],
  ["fields", `{${Array.from({ length: 2_000 }, (_, i) => `"k${i}":[1,{}]`).join(",")}}`],
])("too many %s are rejected before they take memory and time", (_, text) => {
  expect(() => parseJson(text)).toThrow(/^the data (?:has too many (?:parts|fields)|is nested too deeply)$/);
});

test("a list can be long, and many objects can have some fields", () => {
  const text = `[${`{${Array.from({ length: 500 }, (_, i) => `"k${i}":1`).join(",")}},`.repeat(100)}1]`;
  expect(printJson(parseJson(text)) === text).toBe(true);
  const long = `{"a":[${"1,".repeat(10_000)}1]}`;
  expect(printJson(parseJson(long)) === long).toBe(true);
});

test("a very long number is rejected", () => {
  expect(() => parseJson(`[${"1".repeat(16_000_000)}]`)).toThrow(SyntaxError);
});

test("fields whose names are texts with braces and commas don't count", () => {
  const text = `{"a":"${"[{,".repeat(1_000_000)}"}`;
  expect(printJson(parseJson(text)) === text).toBe(true);
});
