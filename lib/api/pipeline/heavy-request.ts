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
   * `query`: only as `orWith` says. Undefined: always.
   */
  when?: "search" | "file" | "searchOrFile" | "query";
  /** Besides `when`: with one of these values of a query parameter, or with any. */
  orWith?: Readonly<Record<string, readonly string[] | "any">>;
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
  const hasText = (name: string) => query.getAll(name).some((text) => text !== "");
  const hasOneOf = (name: string, values: readonly string[] | "any") =>
    values === "any" ? hasText(name) : query.getAll(name).some((value) => values.includes(value));
  const isFile = () => chooseForm(request.readHeader("accept"), otherForms) !== null;
  const isHeavy =
    (isAboutSearches(when) && hasText("q")) ||
    (isAboutFiles(when) && isFile()) ||
    Object.entries(orWith).some(([name, values]) => hasOneOf(name, values));
  return isHeavy ? heavy : null;
}

function isAboutSearches(when: HeavyCall["when"]): boolean {
  return when === "search" || when === "searchOrFile";
}

function isAboutFiles(when: HeavyCall["when"]): boolean {
  return when === "file" || when === "searchOrFile";
}

/** What a heavy request waits for. A file, which a client can read slowly, does not hold up the route's other requests. */
export function nameTurn(
  { operationId, otherForms = {} }: DeclaresHeavy & { operationId: string },
  request: ApiRequest,
): string {
  const mediaType = chooseForm(request.readHeader("accept"), otherForms);
  return mediaType === null ? operationId : `${operationId} as a file`;
}

const eitherOf = new Intl.ListFormat("en", { type: "disjunction" });

function describeSubject({ when, orWith = {} }: HeavyCall): string {
  if (when === undefined) return "It";
  const parameters = [
    ...(isAboutSearches(when) ? ["q"] : []),
    ...Object.entries(orWith).flatMap(([name, values]) =>
      values === "any" ? [name] : values.map((value) => `${name}=${value}`),
    ),
  ].map((parameter) => `\`${parameter}\``);
  if (parameters.length === 0) return "As a file it";
  return `With ${eitherOf.format([...parameters, ...(isAboutFiles(when) ? ["as a file"] : [])])} it`;
}

/** One sentence for the documentation. */
export function describeHeavyCall(heavy: HeavyCall | undefined): string {
  if (heavy === undefined) return "";
  return `${describeSubject(heavy)} counts as ${countOf(heavy.weight, "request")}, and a team can have one running at a time: another waits up to 5 seconds, then receives 429.`;
}
