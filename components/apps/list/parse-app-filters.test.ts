import { expect, test } from "vitest";
import { isFiltered, noFilters, writeAppFilters } from "./app-filters.ts";
import { parseAppFilters } from "./parse-app-filters.ts";

test("filters survive the URL, and invalid values are ignored", () => {
  const filters = { environment: "production", status: "disabled", cursor: "abc" };
  expect(parseAppFilters(Object.fromEntries(new URLSearchParams(writeAppFilters(filters))))).toEqual(filters);
  expect(parseAppFilters({ environment: "Not A Slug", status: ["idle", "active"] })).toEqual(noFilters);
});

test("only an environment or a status filters the list", () => {
  expect(isFiltered({ ...noFilters, cursor: "abc" })).toBe(false);
  expect(isFiltered({ ...noFilters, status: "deleted" })).toBe(true);
});
