import { idPattern } from "#lib/contract/common/text.ts";
import { keyStatuses } from "#lib/contract/keys/key-statuses.ts";
import { type ListKeysQuery, listKeysQuery } from "#lib/contract/keys/keys.ts";
import { hasPartOfSecret, type KeyFilters } from "./key-filters.ts";

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function readValid(query: Query, name: "q" | "environment" | "sort" | "cursor"): string {
  const text = readOne(query, name);
  return listKeysQuery.shape[name].safeParse(text).success ? text : "";
}

/** Parses the query of a URL. Invalid parameters are ignored. */
export function parseKeyFilters(query: Query): KeyFilters {
  const q = readValid(query, "q");
  const status = readOne(query, "status");
  const owner = readOne(query, "owner");
  return {
    q: hasPartOfSecret(q) ? "" : q,
    environment: readValid(query, "environment"),
    status: keyStatuses.some((known) => known === status) ? status : "",
    owner: idPattern.test(owner) ? owner : "",
    sort: readValid(query, "sort"),
    cursor: readValid(query, "cursor"),
    isInactiveShown: readOne(query, "inactive") === "1",
  };
}

/** Converts the filters to the query of the API's list endpoint. */
export function toListQuery({ isInactiveShown, ...texts }: KeyFilters): ListKeysQuery {
  const set = Object.entries(texts).filter(([, value]) => value !== "");
  const parsed = listKeysQuery.safeParse(Object.fromEntries(set));
  return parsed.success ? parsed.data : listKeysQuery.parse({});
}
