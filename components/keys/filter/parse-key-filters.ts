import { idPattern } from "#lib/contract/common/text.ts";
import { currentStatuses, keyStatuses } from "#lib/contract/keys/key-statuses.ts";
import { type ListKeysQuery, listKeysQuery } from "#lib/contract/keys/keys.ts";
import { hideableColumns } from "./key-columns.ts";
import {
  getTab,
  hasPartOfSecret,
  type KeyFilters,
  keyTabs,
  quickFilters,
  withQuickFilter,
  withTab,
} from "./key-filters.ts";

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function readValid(query: Query, name: "q" | "environment" | "permission" | "sort" | "cursor"): string {
  const text = readOne(query, name);
  return listKeysQuery.shape[name].safeParse(text).success ? text : "";
}

function readKnown(query: Query, name: string, known: readonly string[]): string {
  const text = readOne(query, name);
  return known.includes(text) ? text : "";
}

/** Parses the query of a URL. Invalid parameters are ignored. */
export function parseKeyFilters(query: Query): KeyFilters {
  const q = readValid(query, "q");
  const owner = readOne(query, "owner");
  const hidden = readOne(query, "hide").split(",");
  const quick = (name: (typeof quickFilters)[number]) => readKnown(query, name, ["true"]);
  return {
    tab: readKnown(query, "tab", keyTabs),
    q: hasPartOfSecret(q) ? "" : q,
    environment: readValid(query, "environment"),
    status: readKnown(query, "status", [currentStatuses, ...keyStatuses]),
    owner: idPattern.test(owner) ? owner : "",
    permission: readValid(query, "permission"),
    expiring: quick("expiring"),
    unused: quick("unused"),
    rejected: quick("rejected"),
    ownerSuspended: quick("ownerSuspended"),
    sort: readValid(query, "sort"),
    cursor: readValid(query, "cursor"),
    hide: hideableColumns.filter((column) => hidden.includes(column)).join(","),
  };
}

/** On the page, keys with a suspended owner are neither Active nor Rotating, but Owner suspended. */
function needsOwner({ status, ownerSuspended }: KeyFilters): boolean {
  return (status === "active" || status === "rotating") && ownerSuspended === "";
}

/** Converts the filters to the query of the API's list endpoint. */
export function toListQuery(filters: KeyFilters): ListKeysQuery {
  const { tab: _, hide: _hide, ...texts } = filters;
  const tab = getTab(filters);
  const query = {
    ...texts,
    active: tab === "all" ? "" : String(tab === "active"),
    ownerSuspended: needsOwner(filters) ? "false" : filters.ownerSuspended,
  };
  const set = Object.entries(query).filter(([, value]) => value !== "");
  const parsed = listKeysQuery.safeParse(Object.fromEntries(set));
  return parsed.success ? parsed.data : listKeysQuery.parse({});
}

/** The queries of the view, its tabs and its quick filters, for counting what each shows. */
export function listCountedQueries(filters: KeyFilters) {
  const tabs = keyTabs.map((tab) => [tab, toListQuery(withTab(filters, tab))] as const);
  const quick = quickFilters.map(
    (name) => [name, toListQuery(withQuickFilter(filters, name, true))] as const,
  );
  return Object.fromEntries([["shown", toListQuery(filters)], ...tabs, ...quick]) as Record<
    "shown" | (typeof keyTabs)[number] | (typeof quickFilters)[number],
    ListKeysQuery
  >;
}
