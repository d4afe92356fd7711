import { searchText } from "#lib/contract/common/text.ts";

/** The lists that the page offers, by their name in the URL. */
export const peopleViews = ["all", "suspended", "withoutTwoFactor", "instanceOwners"] as const;

type PeopleView = (typeof peopleViews)[number];

/** What the page's URL says. */
export interface PeopleFilters {
  view: PeopleView;
  q: string;
  cursor: string;
}

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return ((Array.isArray(value) ? value[0] : value) ?? "").slice(0, 2_000);
}

/** Reads the filters from a query string and ignores invalid values. */
export function parsePeopleFilters(query: Query): PeopleFilters {
  const view = readOne(query, "view");
  const q = searchText.safeParse(readOne(query, "q").slice(0, 100).trim());
  return {
    view: peopleViews.find((name) => name === view) ?? "all",
    q: q.success ? q.data : "",
    cursor: readOne(query, "cursor"),
  };
}

export function writePeopleFilters({ view, q, cursor }: PeopleFilters): string {
  const given = Object.entries({ view: view === "all" ? "" : view, q, cursor });
  return `?${new URLSearchParams(given.filter(([, value]) => value !== ""))}`;
}

/** The filters of the API's list. */
export function toPeopleQuery({ view, q }: PeopleFilters) {
  const conditions = {
    all: {},
    suspended: { status: "suspended" },
    withoutTwoFactor: { status: "active", twoFactor: "false" },
    instanceOwners: { status: "active", instanceOwner: "true" },
  } as const;
  return { ...conditions[view], ...(q === "" ? {} : { q }) };
}
