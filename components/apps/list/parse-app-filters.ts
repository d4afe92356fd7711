import { appStatuses } from "#lib/contract/apps/app-output.ts";
import { environmentSlug } from "#lib/contract/team/environments.ts";
import type { AppFilters } from "./app-filters.ts";

type PageQuery = Record<string, string | string[] | undefined>;

function readOne(query: PageQuery, name: keyof AppFilters): string {
  const value = query[name];
  return ((Array.isArray(value) ? value[0] : value) ?? "").slice(0, 600);
}

/** Reads the filters from a query string and ignores invalid values. */
export function parseAppFilters(query: PageQuery): AppFilters {
  const environment = readOne(query, "environment");
  const status = readOne(query, "status");
  return {
    environment: environmentSlug.safeParse(environment).success ? environment : "",
    status: appStatuses.find((name) => name === status) ?? "",
    cursor: readOne(query, "cursor"),
  };
}
