import { expect, test } from "vitest";
import { sortByReferences } from "./sort-by-references.ts";

test("a table is after those it refers to", () => {
  const tables = [
    { name: "keys", references: ["teams", "users", "elsewhere"] },
    { name: "teams", references: ["teams"] },
    { name: "users", references: [] },
    { name: "secrets", references: ["keys"] },
  ];
  expect(sortByReferences(tables).map(({ name }) => name)).toEqual(["teams", "users", "keys", "secrets"]);
});

test("rejects tables that refer to each other", () => {
  const tables = [
    { name: "a", references: ["b"] },
    { name: "b", references: ["a"] },
  ];
  expect(() => sortByReferences(tables)).toThrow("tables refer to each other: a, b");
});
