import type { ListKeysQuery } from "#lib/contract/keys/keys.ts";
import type { Database } from "#lib/platform/db/database.ts";

type CostlyParts = Partial<Pick<ListKeysQuery, "q" | "sort" | "rejected">>;

/** A search reads the text of all of the team's keys; the other two read the requests of all of them. */
export function isCostlyList({ q = "", sort, rejected }: CostlyParts): boolean {
  return q !== "" || sort === "requests" || sort === "-requests" || rejected === true;
}

export function chooseConnection({ prisma, heavy }: Database, query: CostlyParts): Database["prisma"] {
  return isCostlyList(query) ? heavy.prisma : prisma;
}

export function choosePool({ pool, heavyPool }: Database, query: CostlyParts): Database["pool"] {
  return isCostlyList(query) ? heavyPool : pool;
}
