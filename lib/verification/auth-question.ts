/** What a proxy asks about the presented key. */
export interface AuthQuestion {
  /** Id of the team whose keys are taken; null: not named. */
  team: string | null;
  environment: string | undefined;
  permissions: readonly string[];
  resource: string | undefined;
  /** Whether 400 and 429 are answered as 403, for proxies that know nothing else. */
  deniesWith403: boolean;
}

export type ParsedAuthQuestion =
  | { outcome: "asked"; question: AuthQuestion }
  | { outcome: "invalid"; message: string; deniesWith403: boolean };

const withPrefix = "/with/";
const names = new Set(["team", "environment", "permission", "resource", "deny"]);
const longestValue = 200;

/**
 * The question in the address below `/v1/api/auth`: the query, or for `/with/{parameters}/*` the first segment, where
 * the rest of the path and the query are the end user's and are ignored. `permission` may be repeated, all must hold.
 */
export function parseAuthQuestion(path: string, search: string): ParsedAuthQuestion {
  const isWith = path.startsWith(withPrefix);
  const text = isWith ? decodeSegment(path.slice(withPrefix.length).split("/", 1)[0] ?? "") : search;
  const parameters = new URLSearchParams(text ?? "");
  const deniesWith403 = parameters.get("deny") === "403";
  const refuse = (message: string): ParsedAuthQuestion => ({ outcome: "invalid", message, deniesWith403 });
  if (text === null) return refuse("The address is not valid");
  for (const name of new Set(parameters.keys())) {
    if (!names.has(name)) return refuse(`${name.slice(0, 40)} is not a parameter of this request`);
    if (name !== "permission" && parameters.getAll(name).length > 1) return refuse(`${name} is given twice`);
  }
  for (const value of parameters.values()) {
    if (!isPlain(value)) return refuse("A parameter is empty, too long or not plain text");
  }
  const deny = parameters.get("deny");
  if (deny !== null && deny !== "403") return refuse("deny must be 403");
  return {
    outcome: "asked",
    question: {
      team: parameters.get("team"),
      environment: parameters.get("environment") ?? undefined,
      permissions: parameters.getAll("permission"),
      resource: parameters.get("resource") ?? undefined,
      deniesWith403,
    },
  };
}

/** Envoy sends the segment as configured; some proxies percent-encode its `=` and `&`. */
function decodeSegment(segment: string): string | null {
  if (/[=&]/.test(segment)) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function isPlain(value: string): boolean {
  // No quote and no backslash: what was asked for comes back quoted in a header.
  return value.length <= longestValue && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value);
}
