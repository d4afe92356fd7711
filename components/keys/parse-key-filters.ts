import { keyStatuses } from "#lib/schemas/key-statuses.ts";
import { keySorts, type ListKeysQuery, listKeysQuery } from "#lib/schemas/keys.ts";
import { hasPartOfSecret, type KeyFilters } from "./key-filters.ts";

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

/** Reads an address as far as it makes sense; what does not is as if it were not there. */
export function parseKeyFilters(query: Query): KeyFilters {
  const q = readOne(query, "q").slice(0, 100);
  const status = readOne(query, "status");
  const sort = readOne(query, "sort");
  const environment = readOne(query, "environment");
  return {
    q: hasPartOfSecret(q) ? "" : q,
    environment: listKeysQuery.shape.environment.safeParse(environment).success ? environment : "",
    status: keyStatuses.some((known) => known === status) ? status : "",
    owner: readOne(query, "owner").slice(0, 60),
    sort: keySorts.some((known) => known === sort) ? sort : "",
    cursor: readOne(query, "cursor").slice(0, 600),
    isInactiveShown: readOne(query, "inactive") === "1",
  };
}

/** As the API's list takes it. */
export function toListQuery({ isInactiveShown, ...texts }: KeyFilters): ListKeysQuery {
  const given = Object.entries(texts).filter(([, value]) => value !== "");
  const parsed = listKeysQuery.safeParse(Object.fromEntries(given));
  return parsed.success ? parsed.data : listKeysQuery.parse({});
}
