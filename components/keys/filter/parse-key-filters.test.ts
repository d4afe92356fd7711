import { expect, test } from "vitest";
import { getTab, noFilters, withQuickFilter, withTab, writeKeyFilters } from "./key-filters.ts";
import { listCountedQueries, parseKeyFilters, toListQuery } from "./parse-key-filters.ts";

const owner = "user_01jd8w0000000000000000000a";

test("parses the query of a view, and writes it again", () => {
  const query = {
    tab: "inactive",
    q: "bill",
    environment: "staging-2",
    status: "active",
    owner,
    permission: "workers:read",
    rejected: "true",
    sort: "-requests",
    cursor: "abc",
    hide: "lastUsed,owner",
  };
  const filters = parseKeyFilters(query);
  expect(filters).toEqual({ ...noFilters, ...query });
  expect(Object.fromEntries(new URLSearchParams(writeKeyFilters(filters)))).toEqual(query);
});

test.each([
  { owner: "\u0000" },
  { owner: "user_1" },
  { owner: `${owner}\n` },
  { q: "a\u0000b" },
  { q: "\ud800" },
  { q: "x".repeat(101) },
  { q: "be_Ab3dEfGhIj" },
  { q: "be_app_Ab3dEfGhIj" },
  { q: "be_scim_Ab3dEfGhIj" },
  { q: "token bet_Ab3dEfGhIj" },
  { environment: "No such" },
  { status: "gone" },
  { status: "active,disabled" },
  { permission: "Workers Read" },
  { tab: "gone" },
  { expiring: "false" },
  { hide: "name,menu" },
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

test.each([
  [{}, "active", { active: true }],
  [{ tab: "inactive" }, "inactive", { active: false }],
  [{ tab: "all" }, "all", {}],
  [{ status: "disabled" }, "all", {}],
  // A key with a suspended owner keeps its status in the API, but is shown as Owner suspended.
  [{ status: "active" }, "all", { ownerSuspended: false }],
  [{ status: "active", ownerSuspended: "true" }, "all", { ownerSuspended: true }],
  [{ expiring: "true" }, "all", { expiring: true }],
  [{ expiring: "true", tab: "active" }, "active", { expiring: true, active: true }],
])("shows %j in the tab %s", (query, tab, expected) => {
  const filters = parseKeyFilters(query);
  expect(getTab(filters)).toBe(tab);
  const { active, expiring, ownerSuspended } = toListQuery(filters);
  expect({ active, expiring, ownerSuspended }).toEqual(expected);
});

test("counts exactly what the tabs and quick filters link to", () => {
  const filters = parseKeyFilters({ status: "active", rejected: "true", cursor: "abc", sort: "name" });
  const counted = listCountedQueries(filters);
  expect(counted.shown).toEqual(toListQuery(filters));
  expect(counted.inactive).toEqual(toListQuery(withTab(filters, "inactive")));
  expect(counted.ownerSuspended).toMatchObject({ ownerSuspended: true, rejected: true, status: ["active"] });
  expect(writeKeyFilters(withTab(filters, "all"))).toBe("?status=active&rejected=true&sort=name");
  const unfiltered = withQuickFilter({ ...filters, status: "" }, "rejected", false);
  expect(getTab(unfiltered)).toBe("active");
});
