import { getCountedType } from "./resource-types.ts";

/** What a request does, with the names of FHIR (`restful-interaction`), and `page` for another page of a result. */
export type Interaction =
  | "read"
  | "vread"
  | "history-instance"
  | "history-type"
  | "history-system"
  | "search-type"
  | "search-system"
  | "create"
  | "update"
  | "patch"
  | "delete"
  | "batch"
  | "operation"
  | "page";

/** Whether the interaction changes one resource, and its response says no more than that. */
export function isWrite(interaction: Interaction): boolean {
  return ["create", "update", "patch", "delete"].includes(interaction);
}

/** A request to a FHIR server, read from its method and path. */
export interface FhirCall {
  interaction: Interaction;
  /** Null: of the whole server. */
  type: string | null;
  /** Below the base URL, exactly as it is sent on: empty, or with a slash in front. */
  path: string;
  /** Without an id: the parameters decide which resource is changed. */
  isConditional: boolean;
}

export type ReadCall =
  | { outcome: "call"; call: FhirCall }
  | { outcome: "unknown_path" }
  | { outcome: "unknown_method"; methods: string[] };

type Methods = Readonly<Record<string, Pick<FhirCall, "interaction"> & { isConditional?: boolean }>>;

interface Shape {
  pattern: RegExp;
  /** For logs. */
  masked: string;
  methods: Methods;
}

const type = "(?<type>[A-Z][A-Za-z]{0,63})";
/** Dots alone would name another folder. */
const id = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9.-]{1,64}";
const operation = "\\$[A-Za-z][A-Za-z0-9-]{0,63}";

const operationMethods: Methods = {
  GET: { interaction: "operation" },
  POST: { interaction: "operation" },
};

function createShape(path: string, masked: string, methods: Methods): Shape {
  return { pattern: new RegExp(`^${path}$`), masked, methods };
}

/** Every path that is sent on. There is no percent sign in any of them, so nothing is decoded differently elsewhere. */
const shapes: readonly Shape[] = [
  createShape("/?", "", { GET: { interaction: "search-system" }, POST: { interaction: "batch" } }),
  createShape("/_search", "/_search", { POST: { interaction: "search-system" } }),
  createShape("/_history", "/_history", { GET: { interaction: "history-system" } }),
  createShape(`/${operation}`, "/{operation}", operationMethods),
  createShape(`/${type}`, "/{type}", {
    GET: { interaction: "search-type" },
    POST: { interaction: "create" },
    PUT: { interaction: "update", isConditional: true },
    PATCH: { interaction: "patch", isConditional: true },
    DELETE: { interaction: "delete", isConditional: true },
  }),
  createShape(`/${type}/_search`, "/{type}/_search", { POST: { interaction: "search-type" } }),
  createShape(`/${type}/_history`, "/{type}/_history", { GET: { interaction: "history-type" } }),
  createShape(`/${type}/${operation}`, "/{type}/{operation}", operationMethods),
  createShape(`/${type}/${id}`, "/{type}/{id}", {
    GET: { interaction: "read" },
    PUT: { interaction: "update" },
    PATCH: { interaction: "patch" },
    DELETE: { interaction: "delete" },
  }),
  createShape(`/${type}/${id}/_history`, "/{type}/{id}/_history", {
    GET: { interaction: "history-instance" },
  }),
  createShape(`/${type}/${id}/_history/${id}`, "/{type}/{id}/_history/{version}", {
    GET: { interaction: "vread" },
  }),
  createShape(`/${type}/${id}/${operation}`, "/{type}/{id}/{operation}", operationMethods),
];

/** Reads a request by its method and its path below the base URL, which must be as it was received. */
export function readFhirCall(method: string, path: string): ReadCall {
  for (const { pattern, methods } of shapes) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (known === undefined) return { outcome: "unknown_method", methods: Object.keys(methods) };
    const call: FhirCall = {
      interaction: known.interaction,
      type: match.groups?.type ?? null,
      path: path === "/" ? "" : path,
      isConditional: known.isConditional === true,
    };
    return { outcome: "call", call };
  }
  return { outcome: "unknown_path" };
}

/** A path for logs, without anything that a client chose, but for types of FHIR. */
export function maskFhirPath(path: string): string {
  if (path === "/metadata" || path === "/.well-known/smart-configuration") return path;
  const shape = shapes.find(({ pattern }) => pattern.test(path));
  if (shape === undefined) return "/{unknown}";
  const found = getCountedType(shape.pattern.exec(path)?.groups?.type ?? null);
  return found === "other" ? shape.masked : shape.masked.replace("{type}", found);
}
