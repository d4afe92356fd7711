import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCsvCell, formatCsvLine } from "./export-formats.ts";

/** Parses one line of CSV (RFC 4180). */
function parseLine(line: string): string[] {
  const cells: string[] = [];
  const body = line.replace(/\r\n$/, "");
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (let match = cell.exec(body); match !== null; match = cell.exec(body)) {
    cells.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === "") break;
  }
  return cells;
}

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0x"])(
  "escapes %j, so that it is not a formula",
  (text) => {
    expect(formatCsvCell(text)).toBe(`"'${text}"`);
  },
);

test("writes lines that parse to the same cells, whatever they contain", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 6 }), (cells) => {
      const read = parseLine(formatCsvLine(cells));
      expect(read.map((text) => text.replace(/^'(?=[=+\-@\t\r\0])/, ""))).toEqual(
        cells.map((text) => text.replace(/^'(?=[=+\-@\t\r\0])/, "")),
      );
    }),
  );
});
