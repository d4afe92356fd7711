import { expect, test } from "vitest";
import { noFilters } from "./key-filters.ts";
import { parseKeyFilters, toListQuery } from "./parse-key-filters.ts";

const owner = "user_01jd8w0000000000000000000a";

test("parses the query of a view", () => {
  const filters = { q: "bill", environment: "staging-2", status: "active", owner, sort: "-name" };
  expect(parseKeyFilters({ ...filters, cursor: "abc", inactive: "1" })).toEqual({
    ...filters,
    cursor: "abc",
    isInactiveShown: true,
  });
});

test.each([
  { owner: "\u0000" },
  { owner: "user_1" },
  { owner: `${owner}\n` },
  { q: "a\u0000b" },
  { q: "\ud800" },
  { q: "x".repeat(101) },
  { q: "be_Ab3dEfGhIj" },
  { environment: "No such" },
  { status: "gone" },
  { sort: "owner" },
  { cursor: "x".repeat(2_001) },
])("ignores an invalid parameter: %j", (query) => {
  expect(parseKeyFilters(query)).toEqual(noFilters);
});

test("keeps valid filters next to an invalid one", () => {
  const query = toListQuery(parseKeyFilters({ owner: "\u0000", q: "\u0000", environment: "production" }));
  expect(query).toMatchObject({ environment: "production" });
  expect(query.owner).toBeUndefined();
});
