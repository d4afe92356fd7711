import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InexactNumber, parseExactJson } from "./exact-numbers.ts";

const parse = (source: string) => parseExactJson(`{"n":${source}}`);

describe("a number in a body", () => {
  test.each([
    "9007199254740993",
    "12345678901234567890",
    "0.1000000000000000055",
    "3.14159265358979323846",
    "1e400",
    "-1e400",
    "1e-400",
    "1.0000000000000000000000001",
  ])("replaces %s instead of rounding it", (source) => {
    expect(parse(source)).toEqual({ n: new InexactNumber(source) });
  });

  test.each([
    "0",
    "-0",
    "0e999",
    "0.000",
    "1.10",
    "1e2",
    "1E+2",
    "100e-2",
    "9007199254740992",
    "90071992547409920",
    "1e21",
    "1e300",
    "5e-324",
    "-12.50",
    "123456789012345.5",
  ])("parses %s exactly", (source) => {
    expect(parse(source)).toEqual({ n: Number(source) });
  });

  test("parses every number printed by JavaScript exactly", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parse(JSON.stringify(value))).toEqual({ n: value === 0 ? 0 : value });
      }),
    );
  });

  test("does not change numbers inside text", () => {
    expect(parseExactJson('{"n":"9007199254740993","m":[1.5,true,null]}')).toEqual({
      n: "9007199254740993",
      m: [1.5, true, null],
    });
  });

  test("checks long numbers in linear time", () => {
    const source = `0.${"0".repeat(16_000)}1`;
    expect(parse(source)).toEqual({ n: new InexactNumber(source) });
  });
});
