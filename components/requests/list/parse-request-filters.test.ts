import { expect, test } from "vitest";
import { isFiltered, noFilters, writeRequestFilters } from "#components/requests/request-filters.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { parseRequestFilters, toRequestFilter } from "./parse-request-filters.ts";
import { parseSearch } from "./parse-search.ts";

const key = createId("key");

test("filters survive the way through the URL", () => {
  const filters = {
    ...noFilters,
    outcome: "EXPIRED",
    environment: "staging",
    key,
    address: "2001:db8::1",
    scope: "unknown",
    cursor: "abc",
  };
  const query = Object.fromEntries(new URLSearchParams(writeRequestFilters(filters)));
  expect(parseRequestFilters(query)).toEqual(filters);
  expect(toRequestFilter(filters)).toMatchObject({ outcome: "EXPIRED", key, unknown: "true" });
});

test("ignores values that can't be filtered by", () => {
  const query = { outcome: "NICE", environment: "Not a slug", key: "key_1", address: "home", scope: "all" };
  expect(parseRequestFilters(query)).toEqual(noFilters);
  expect(parseRequestFilters({ outcome: ["accepted", "rejected"] }).outcome).toBe("accepted");
});

test("no filters add nothing to the URL", () => {
  expect(writeRequestFilters(noFilters)).toBe("");
  expect(isFiltered({ ...noFilters, scope: "unknown", cursor: "x" })).toBe(false);
});

test("recognizes a request id and an address in what was typed", () => {
  const id = createId("request");
  expect(parseSearch(`(request ${id})`)).toEqual({ kind: "request", id });
  expect(parseSearch(" 192.0.2.1 ")).toEqual({ kind: "address", address: "192.0.2.1" });
  expect(parseSearch("2001:DB8::1")).toEqual({ kind: "address", address: "2001:db8::1" });
  expect(parseSearch("billing")).toBeNull();
});
