import { type Condition, parseFilter } from "./filter/parse-filter.ts";
import { ScimProblem } from "./protocol/scim-problem.ts";
import { maxPageSize } from "./resources/discovery.ts";

const defaultPageSize = 100;

/** Beyond any console's number of people, and within what a database counts. */
const maxIndex = 1_000_000_000;

export interface ListQuery {
  conditions: Condition[];
  /** From 1. */
  startIndex: number;
  count: number;
}

/** A whole number, limited to the bounds. Values below the minimum mean the minimum (RFC 7644, section 3.4.2.4). */
function readNumber(
  query: URLSearchParams,
  name: string,
  { min, max, none }: { min: number; max: number; none: number },
): number {
  const text = query.get(name);
  if (text === null || text === "") return none;
  if (!/^[+-]?\d{1,15}$/.test(text)) throw new ScimProblem("invalidValue", `${name} must be a whole number`);
  return Math.min(max, Math.max(min, Number(text)));
}

/** The page and the filter of a list. Names of parameters are exact; all others are ignored. */
export function readListQuery(query: URLSearchParams): ListQuery {
  const filter = query.get("filter");
  return {
    conditions: filter === null || filter.trim() === "" ? [] : parseFilter(filter),
    startIndex: readNumber(query, "startIndex", { min: 1, max: maxIndex, none: 1 }),
    count: readNumber(query, "count", { min: 0, max: maxPageSize, none: defaultPageSize }),
  };
}

/** The attributes that a query names, in lowercase, without what follows a dot. */
function readNames(query: URLSearchParams, name: string): Set<string> {
  const names = (query.get(name) ?? "").split(",").map((one) => one.trim().toLowerCase());
  return new Set(
    names.filter((one) => one !== "").map((one) => one.replace(/^urn:.*:/, "").split(".")[0] ?? one),
  );
}

/** Attributes that every response has. */
const always = new Set(["schemas", "id", "meta"]);

/** Decides which attributes the response has (RFC 7644, section 3.9). */
export function readSelection(query: URLSearchParams): (attribute: string) => boolean {
  const included = readNames(query, "attributes");
  const excluded = readNames(query, "excludedAttributes");
  return (attribute) => {
    const name = attribute.toLowerCase();
    if (always.has(name)) return true;
    return included.size > 0 ? included.has(name) : !excluded.has(name);
  };
}
