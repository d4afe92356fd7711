import type { ApiRequest } from "./api-request.ts";

/**
 * What makes a request to a route heavy, and what that means. The pipeline enforces it: the request counts as `weight`
 * requests on the caller, and of all such requests to this route a team has one running at a time.
 */
export interface HeavyCall {
  weight: number;
  oneAtATime: "team";
  /** `search`: only with text to search for. `file`: only as one of the route's other forms. Otherwise always. */
  when?: "search" | "file";
}

/** A search walks through everything of the team that the filters leave. */
export const heavySearch: HeavyCall = { weight: 5, oneAtATime: "team", when: "search" };

/** The form the `Accept` header asks for first, of those a route has besides JSON; null: JSON. */
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

/** What the route declares, for a request that is heavy. */
export function findHeavyCall(route: DeclaresHeavy, request: ApiRequest): HeavyCall | null {
  const { heavy, otherForms = {} } = route;
  switch (heavy?.when) {
    case "search":
      return new URLSearchParams(request.search).getAll("q").some((text) => text !== "") ? heavy : null;
    case "file":
      return chooseForm(request.readHeader("accept"), otherForms) === null ? null : heavy;
    case undefined:
      return heavy ?? null;
  }
}

/** One sentence for the documentation. */
export function describeHeavyCall(heavy: HeavyCall | undefined): string {
  if (heavy === undefined) return "";
  const subject = heavy.when === undefined ? "It" : heavy.when === "search" ? "With `q` it" : "As a file it";
  return `${subject} counts as ${heavy.weight} requests, and a team has one running at a time: another waits up to 5 seconds, then gets 429.`;
}
