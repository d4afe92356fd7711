import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createId } from "#lib/domain/common/ids.ts";
import {
  type CursorFormat,
  decodeCursor,
  encodeCursor,
  momentValue,
  noValue,
  optionalMomentValue,
  sequenceValue,
  textValue,
} from "./cursor.ts";

const list = { teamId: "team_1", sort: "name" };
const id = createId("key");
const invalid = /^cursor: /;

function forge(...fields: unknown[]): string {
  return Buffer.from(JSON.stringify(fields)).toString("base64url");
}

/** The digest in every cursor of this list. A client can read it from any cursor it received. */
function readDigest(): string {
  const cursor = encodeCursor({ id: "key", value: noValue }, list, { value: null, id });
  const fields: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
  return Array.isArray(fields) ? String(fields[0]) : "";
}

const formats: Record<string, { format: CursorFormat<unknown>; good: fc.Arbitrary<unknown> }> = {
  none: { format: { id: "key", value: noValue }, good: fc.constant(null) },
  text: {
    format: { id: "key", value: textValue },
    good: fc.string({ unit: "grapheme", maxLength: 100 }).filter((text) => !text.includes("\0")),
  },
  moment: {
    format: { id: "key", value: momentValue },
    good: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z") }),
  },
  optionalMoment: { format: { id: "key", value: optionalMomentValue }, good: fc.constant(null) },
  sequence: {
    format: { id: "key", value: sequenceValue },
    good: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  },
};

describe.each(Object.entries(formats))("a cursor whose value is %s", (_, { format, good }) => {
  test("decodes to the encoded position", () => {
    fc.assert(
      fc.property(good, (value) => {
        const cursor = encodeCursor(format, list, { value, id });
        expect(decodeCursor(format, list, cursor)).toEqual({ value, id });
        expect(cursor.length).toBeLessThan(2_000);
      }),
    );
  });

  test("is rejected for another list", () => {
    const [value] = fc.sample(good, 1);
    const cursor = encodeCursor(format, { ...list, sort: "-name" }, { value, id });
    expect(() => decodeCursor(format, list, cursor)).toThrow(invalid);
  });

  test.each([
    ["an id of another kind", createId("team")],
    ["an invalid id", "key_1"],
    ["an id with U+0000", `${id}\u0000`],
    ["a number", 7],
    ["null", null],
    ["an object", { contains: "" }],
  ])("is rejected with %s as its id", (_name, forgedId) => {
    const [value] = fc.sample(good, 1);
    expect(() =>
      decodeCursor(format, list, forge(readDigest(), format.value.write(value), forgedId)),
    ).toThrow(invalid);
  });

  test("is rejected with any value that it cannot contain", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          const position = decodeCursor(format, list, forge(readDigest(), value, id));
          // An accepted value must be one that encoding would have produced.
          expect(position === null ? undefined : format.value.write(position.value)).toEqual(value);
        } catch (error) {
          expect(String(error)).toMatch(/cursor: /);
        }
      }),
    );
  });
});

test.each([
  "275760-09-13T00:00:00.000Z",
  "+275760-09-13T00:00:00.000Z",
  "-000001-01-01T00:00:00.000Z",
  "0000-01-01T00:00:00.000Z",
  "2026-13-01T00:00:00.000Z",
  "2026-01-01",
  "1",
  "",
  "now",
])("rejects the time %j", (text) => {
  expect(momentValue.read(text)).toBeUndefined();
  expect(optionalMomentValue.read(text)).toBeUndefined();
});

test.each(["9223372036854775808", "-1", "1.5", "1e3", "", " 1", "00", "01", "9".repeat(400)])(
  "rejects the number %j",
  (text) => {
    expect(sequenceValue.read(text)).toBeUndefined();
  },
);

test("rejects text that the database cannot store", () => {
  expect(textValue.read("a\u0000")).toBeUndefined();
  expect(textValue.read("\ud800")).toBeUndefined();
});

test("rejects any other text", () => {
  fc.assert(
    fc.property(fc.string(), (cursor) => {
      expect(() => decodeCursor({ id: "key", value: textValue }, list, cursor)).toThrow(invalid);
    }),
  );
});
