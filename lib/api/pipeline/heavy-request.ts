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
   * Undefined: always.
   */
  when?: "search" | "file" | "searchOrFile";
  /** Besides `when`: with one of these values of a query parameter. */
  orWith?: Readonly<Record<string, readonly string[]>>;
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
  if (heavy?.when === undefined) return heavy ?? null;
  const { when, orWith = {} } = heavy;
  const query = new URLSearchParams(request.search);
  const isSearch = () => query.getAll("q").some((text) => text !== "");
  const isFile = () => chooseForm(request.readHeader("accept"), otherForms) !== null;
  const isHeavy =
    (when !== "file" && isSearch()) ||
    (when !== "search" && isFile()) ||
    Object.entries(orWith).some(([name, values]) =>
      query.getAll(name).some((value) => values.includes(value)),
    );
  return isHeavy ? heavy : null;
}

/** What a heavy request waits for. A file, which a client can read slowly, does not hold up the route's other requests. */
export function nameTurn(
  { operationId, otherForms = {} }: DeclaresHeavy & { operationId: string },
  request: ApiRequest,
): string {
  const mediaType = chooseForm(request.readHeader("accept"), otherForms);
  return mediaType === null ? operationId : `${operationId} as a file`;
}

function describeSubject({ when, orWith = {} }: HeavyCall): string {
  if (when === undefined) return "It";
  const pairs = Object.entries(orWith).flatMap(([name, values]) => values.map((value) => `${name}=${value}`));
  const parameters = [...(when === "file" ? [] : ["q"]), ...pairs].map((parameter) => `\`${parameter}\``);
  const conditions = [...parameters, ...(when === "search" ? [] : ["as a file"])];
  const text = [conditions.slice(0, -1).join(", "), conditions.at(-1)]
    .filter((part) => part !== "")
    .join(" or ");
  return parameters.length === 0 ? "As a file it" : `With ${text} it`;
}

/** One sentence for the documentation. */
export function describeHeavyCall(heavy: HeavyCall | undefined): string {
  if (heavy === undefined) return "";
  return `${describeSubject(heavy)} counts as ${countOf(heavy.weight, "request")}, and a team can have one running at a time: another waits up to 5 seconds, then receives 429.`;
}
