import type { ApiRequest } from "#lib/api/request/api-request.ts";
import { countOf } from "#lib/domain/common/count-of.ts";

/**
 * When a request to a route is heavy, and how it is limited. The pipeline enforces it: the request counts as `weight`
 * requests of the caller, and a team can have one such request to this route running at a time.
 */
export interface HeavyCall {
  weight: number;
  oneAtATime: "team";
  /**
   * `search`: only with text to search for. `file`: only in one of the route's other forms. `searchOrFile`: both.
   * `filters`: only with one of these query parameters. Undefined: always.
   */
  when?: "search" | "file" | "searchOrFile" | { readonly filters: readonly string[] };
}

/** A search reads everything of the team that matches the filters. */
export const heavySearch: HeavyCall = { weight: 5, oneAtATime: "team", when: "search" };

/** The first form in the `Accept` header that the route offers besides JSON. Null: JSON. */
export function chooseForm(accept: string | null, forms: Readonly<Record<string, string>>): string | null {
  for (const part of (accept ?? "").split(",")) {
    const mediaType = part.replace(/;.*/, "").trim().toLowerCase();
    if (Object.hasOwn(forms, mediaType)) return mediaType;
    if (mediaType === "application/json") return null;
  }
  return null;
}

interface DeclaresHeavy {
  heavy?: HeavyCall;
  otherForms?: Readonly<Record<string, string>>;
}

/** The route's declaration, if this request is heavy. */
export function findHeavyCall(route: DeclaresHeavy, request: ApiRequest): HeavyCall | null {
  const { heavy, otherForms = {} } = route;
  const hasText = (name: string) =>
    new URLSearchParams(request.search).getAll(name).some((text) => text !== "");
  const isSearch = () => hasText("q");
  const isFile = () => chooseForm(request.readHeader("accept"), otherForms) !== null;
  if (typeof heavy?.when === "object") return heavy.when.filters.some(hasText) ? heavy : null;
  switch (heavy?.when) {
    case "search":
      return isSearch() ? heavy : null;
    case "file":
      return isFile() ? heavy : null;
    case "searchOrFile":
      return isSearch() || isFile() ? heavy : null;
    case undefined:
      return heavy ?? null;
  }
}

/** What a heavy request waits for. A file, which a client can read slowly, does not hold up the route's other requests. */
export function nameTurn(
  { operationId, otherForms = {} }: DeclaresHeavy & { operationId: string },
  request: ApiRequest,
): string {
  const mediaType = chooseForm(request.readHeader("accept"), otherForms);
  return mediaType === null ? operationId : `${operationId} as a file`;
}

const subjects = {
  always: "It",
  search: "With `q` it",
  file: "As a file it",
  searchOrFile: "With `q` or as a file it",
} as const;

const eitherOf = new Intl.ListFormat("en", { type: "disjunction" });

function describeSubject(when: HeavyCall["when"]): string {
  if (typeof when !== "object") return subjects[when ?? "always"];
  return `With ${eitherOf.format(when.filters.map((name) => `\`${name}\``))} it`;
}

/** One sentence for the documentation. */
export function describeHeavyCall(heavy: HeavyCall | undefined): string {
  if (heavy === undefined) return "";
  return `${describeSubject(heavy.when)} counts as ${countOf(heavy.weight, "request")}, and a team can have one running at a time: another waits up to 5 seconds, then receives 429.`;
}
