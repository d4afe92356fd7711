import { expect, test } from "vitest";
import { maskValues } from "./mask-values.ts";

test.each([
  ["SELECT *\n  FROM users WHERE email = 'ada@example.com'", "SELECT * FROM users WHERE email = ?"],
  ["SELECT 'it''s', $1, $12", "SELECT ?, $1, $12"],
  ["LIMIT 10 OFFSET 2.5", "LIMIT ? OFFSET ?"],
  ['SELECT key2, a.b3, "t1" FROM x_4', 'SELECT key2, a.b3, "t1" FROM x_4'],
  ["DO $$ BEGIN PERFORM 'secret'; END $$", "DO ?"],
  ["SELECT 'cut in the mid", "SELECT ?"],
])("%s is written without values", (statement, masked) => {
  expect(maskValues(statement)).toBe(masked);
});

test("cuts long statements", () => {
  expect(maskValues(`SELECT ${"a, ".repeat(10_000)}b`).length).toBeLessThan(2_100);
});
