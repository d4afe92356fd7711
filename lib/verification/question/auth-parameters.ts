import { BoundedMap } from "#lib/domain/common/bounded-map.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { assertNoSecretInQuery } from "./secret-in-query.ts";

/** What a proxy requires of the presented key. */
export interface AuthQuestion {
  /** The id of the team whose keys are accepted. Null if none is given. */
  team: string | null;
  environment: string | undefined;
  permissions: readonly string[];
  resource: string | undefined;
  /** Whether every error except 401 is returned as 403, for proxies that support no other status. */
  deniesWith403: boolean;
}

export type ParsedAuthQuestion =
  | { outcome: "asked"; question: AuthQuestion }
  | { outcome: "invalid"; error: ServiceError; deniesWith403: boolean };

const withPrefix = "/with/";
const names = new Set(["team", "environment", "permission", "resource", "deny"]);
const maxValueLength = 200;

/**
 * Parses the parameters in the URL below `/v1/api/auth`: the query, or for `/with/{parameters}/*` the first
 * segment, where the rest of the path and the query belong to the end user and are ignored. `permission` can
 * be repeated; all must hold. The path must be the one received: after normalization, a `..` from the end
 * user could reach the parameter segment.
 */
export function parseAuthQuestion(path: string, search: string): ParsedAuthQuestion {
  const text = findParameters(path, search);
  // The same text in a path is parsed differently, because the check for keys in the query does not apply to
  // it.
  const parsedBefore = path === "" ? parsedQueries : parsedPaths;
  const known = text === null ? undefined : parsedBefore.get(text);
  if (known !== undefined) return known;
  const parsed = parseParameters(text, path, search);
  if (text !== null && parsed.outcome === "asked") {
    parsedBefore.set(text, parsed);
  }
  return parsed;
}

/** A proxy sends the same parameters with every request. Only valid ones are cached, which contain no secret. */
const parsedQueries = new BoundedMap<string, ParsedAuthQuestion>(1_000);
const parsedPaths = new BoundedMap<string, ParsedAuthQuestion>(1_000);

function parseParameters(text: string | null, path: string, search: string): ParsedAuthQuestion {
  const parameters = new URLSearchParams(text ?? "");
  const deniesWith403 = text === null ? asksForDeny(path, search) : parameters.get("deny") === "403";
  try {
    if (text === null) throw notFound();
    if (path === "") assertNoSecretInQuery(search);
    return { outcome: "asked", question: readQuestion(parameters, deniesWith403) };
  } catch (error) {
    if (error instanceof ServiceError) return { outcome: "invalid", error, deniesWith403 };
    throw error;
  }
}

/** Reads `deny` from parameters that cannot be parsed: nginx would turn a 404 into a 500 as well. */
function asksForDeny(path: string, search: string): boolean {
  const text = path.startsWith(withPrefix) ? (path.slice(withPrefix.length).split("/", 1)[0] ?? "") : search;
  return /(?:^|[?&]|%26)deny(?:=|%3D)403(?:&|%26|$)/i.test(text);
}

function findParameters(path: string, search: string): string | null {
  if (path === "") return search;
  if (!path.startsWith(withPrefix)) return null;
  return decodeSegment(path.slice(withPrefix.length).split("/", 1)[0] ?? "");
}

/** Strict on purpose: ignoring a misspelled or empty condition would accept everyone. */
function readQuestion(parameters: URLSearchParams, deniesWith403: boolean): AuthQuestion {
  for (const name of new Set(parameters.keys())) {
    if (!names.has(name)) throw createInvalid(`${name.slice(0, 40)} is not a parameter of this request`);
    if (name !== "permission" && parameters.getAll(name).length > 1) {
      throw createInvalid(`${name} is given more than once`);
    }
  }
  for (const value of parameters.values()) {
    if (!isPlain(value)) throw createInvalid("A parameter is empty, too long or not plain text");
  }
  if (parameters.has("deny") && !deniesWith403) throw createInvalid("deny must be 403");
  return {
    team: parameters.get("team"),
    environment: parameters.get("environment") ?? undefined,
    permissions: parameters.getAll("permission"),
    resource: parameters.get("resource") ?? undefined,
    deniesWith403,
  };
}

function createInvalid(message: string): ServiceError {
  return new ServiceError("invalid_request", { message });
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
  // No quotes and no backslashes, because the value is returned in quotes in a header.
  return value.length <= maxValueLength && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value);
}
