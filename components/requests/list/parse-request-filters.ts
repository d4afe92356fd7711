import { noFilters, type RequestFilters } from "#components/requests/request-filters.ts";
import { listRequestsQuery, type RequestFilter } from "#lib/contract/keys/requests.ts";

export type PageQuery = Record<string, string | string[] | undefined>;

function readOne(query: PageQuery, name: string): string {
  const value = query[name];
  return ((Array.isArray(value) ? value[0] : value) ?? "").slice(0, 2_000);
}

/** Reads the filters from a query string and ignores invalid values. */
export function parseRequestFilters(query: PageQuery): RequestFilters {
  const { shape } = listRequestsQuery;
  const keep = (name: "outcome" | "environment" | "key" | "address") => {
    const text = readOne(query, name);
    return shape[name].safeParse(text).success ? text : "";
  };
  return {
    ...noFilters,
    outcome: keep("outcome"),
    environment: keep("environment"),
    key: keep("key"),
    address: keep("address"),
    scope: readOne(query, "scope") === "unknown" ? "unknown" : "",
    cursor: readOne(query, "cursor"),
  };
}

/** The filters of the API's list. */
export function toRequestFilter({ scope, cursor: _, ...filters }: RequestFilters): RequestFilter {
  const given = Object.entries(filters).filter(([, value]) => value !== "");
  const unknown = scope === "unknown" ? "true" : "false";
  return listRequestsQuery
    .omit({ cursor: true, limit: true })
    .parse({ ...Object.fromEntries(given), unknown });
}
