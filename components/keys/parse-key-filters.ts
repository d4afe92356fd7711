import { keyStatuses } from "#lib/schemas/key-statuses.ts";
import { type ListKeysQuery, listKeysQuery } from "#lib/schemas/keys.ts";
import { idPattern } from "#lib/schemas/text.ts";
import { hasPartOfSecret, type KeyFilters } from "./key-filters.ts";

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function readSound(query: Query, name: "q" | "environment" | "sort" | "cursor"): string {
  const text = readOne(query, name);
  return listKeysQuery.shape[name].safeParse(text).success ? text : "";
}

/** Reads an address as far as it makes sense; what does not is as if it were not there. */
export function parseKeyFilters(query: Query): KeyFilters {
  const q = readSound(query, "q");
  const status = readOne(query, "status");
  const owner = readOne(query, "owner");
  return {
    q: hasPartOfSecret(q) ? "" : q,
    environment: readSound(query, "environment"),
    status: keyStatuses.some((known) => known === status) ? status : "",
    owner: idPattern.test(owner) ? owner : "",
    sort: readSound(query, "sort"),
    cursor: readSound(query, "cursor"),
    isInactiveShown: readOne(query, "inactive") === "1",
  };
}

/** As the API's list takes it. */
export function toListQuery({ isInactiveShown, ...texts }: KeyFilters): ListKeysQuery {
  const given = Object.entries(texts).filter(([, value]) => value !== "");
  const parsed = listKeysQuery.safeParse(Object.fromEntries(given));
  return parsed.success ? parsed.data : listKeysQuery.parse({});
}
