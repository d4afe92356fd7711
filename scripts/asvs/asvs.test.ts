import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { requirements } from "./requirements.ts";
import { renderTable, tableFile } from "./table.ts";
import { findTaggedTests } from "./tagged-tests.ts";

const tests = findTaggedTests();
const ids = requirements.map(({ id }) => id);

test("every test names requirements that exist and apply", () => {
  const applying = new Set(
    requirements.flatMap(({ id, doesNotApply }) => (doesNotApply === undefined ? [id] : [])),
  );
  const wrong = tests.flatMap((tagged) => tagged.requirements.filter((id) => !applying.has(id)));
  expect(wrong).toEqual([]);
  expect(tests.length).toBeGreaterThan(50);
});

test("every requirement has a test, or a reason why not", () => {
  const named = new Set(tests.flatMap((tagged) => tagged.requirements));
  const without = requirements.filter(
    ({ id, doesNotApply, open }) => doesNotApply === undefined && open === undefined && !named.has(id),
  );
  expect(without.map(({ id }) => id)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the page lists these tests, all passed: otherwise run `npm run asvs`", () => {
  const passed = new Map(tests.map((tagged) => [tagged, "passed" as const]));
  expect(readFileSync(tableFile, "utf8")).toBe(renderTable(tests, passed));
});
