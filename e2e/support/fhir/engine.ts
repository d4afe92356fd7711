import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getStatus, indexSearchParameterBundle, normalizeOperationOutcome } from "@medplum/core";
import { type FhirRequest, type FhirResponse, FhirRouter, MemoryRepository } from "@medplum/fhir-router";
import { searchParameters } from "./search-parameters.ts";

/** A resource as tests write it: the engine checks nothing else. */
export type TestResource = { resourceType: string; id: string } & Record<string, unknown>;

export interface EngineRequest {
  method: string;
  /** As it arrived, with the base path and the query. */
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** How it was answered. 0: it hasn't been yet. */
  status: number;
  /** Whether it was answered with all that was seeded. */
  gotEverything: boolean;
}

export interface FhirEngine {
  /** Without a slash at its end. */
  baseUrl: string;
  /** What has arrived, for tests to read and to empty. */
  requests: EngineRequest[];
  /** Stores resources under their own ids. */
  seed(resources: readonly TestResource[]): Promise<void>;
  /** Forgets all resources. */
  clear(): void;
  close(): Promise<void>;
}

interface EngineOptions {
  /** The value of `Authorization` without which nothing is answered. Default: everyone is. */
  authorization?: string;
  /** Default: a free one. */
  port?: number;
  /** Default: true. Without it `requests` stays empty. */
  records?: boolean;
}

const basePath = "/hospital/fhir";

/** Operations, compartments, and histories of types. */
const beyondEngine = /\$|^\w+\/[^/]+\/[A-Z*]|^(?:[A-Z]\w+\/)?_history/;

/** Any resource, as the engine's own types describe it. */
type EngineResource = Parameters<MemoryRepository["updateResource"]>[0];

function listSearchParameters(type: string): { name?: string; type?: string }[] {
  const parameters = (searchParameters.entry ?? []).flatMap(({ resource }) => resource ?? []);
  return parameters
    .filter(({ base }) => base?.some((name) => name === type))
    .map(({ code, type: kind }) => ({ name: code, type: kind }));
}

const capabilityStatement = {
  resourceType: "CapabilityStatement",
  status: "active",
  date: "2026-11-30",
  kind: "instance",
  fhirVersion: "4.0.1",
  format: ["json"],
  rest: [
    {
      mode: "server",
      resource: ["Patient", "Observation", "Condition", "Binary"].map((type) => ({
        type,
        interaction: ["read", "vread", "create", "update", "delete", "search-type"].map((code) => ({ code })),
        searchParam: listSearchParameters(type),
      })),
    },
  ],
};

/**
 * A FHIR server that this project didn't write: Medplum's engine, in memory. It knows no StructureDefinitions, so it searches
 * by the parameters in `search-parameters.ts`. It is as lenient as a server can be: it resolves dots, decodes every part of a
 * path and skips empty ones, and what the engine doesn't know (includes, operations, compartments, histories of types) it
 * answers with all that was seeded. So whatever the gateway wrongly lets through becomes visible.
 */
export async function startFhirEngine(options: EngineOptions = {}): Promise<FhirEngine> {
  indexSearchParameterBundle(searchParameters);
  const repository = new MemoryRepository();
  const router = new FhirRouter();
  const requests: EngineRequest[] = [];
  const seeded: TestResource[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const body = await readBody(request);
    const arrived: EngineRequest = { method, url, headers, body, status: 0, gotEverything: false };
    if (options.records !== false) requests.push(arrived);
    response.once("finish", () => {
      arrived.status = response.statusCode;
    });
    const isKnown = [undefined, headers.authorization].includes(options.authorization);
    if (!isKnown) write(response, 401, describeProblem("login", "Unknown credential"));
    else await answer({ repository, router, seeded, baseUrl }, arrived, response);
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}${basePath}`;
  return {
    baseUrl,
    requests,
    seed: async (resources) => {
      for (const resource of resources) await repository.updateResource(resource as EngineResource);
      seeded.push(...resources);
    },
    clear: () => {
      repository.clear();
      seeded.splice(0);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Engine {
  repository: MemoryRepository;
  router: FhirRouter;
  seeded: readonly TestResource[];
  baseUrl: string;
}

async function answer(engine: Engine, arrived: EngineRequest, response: ServerResponse): Promise<void> {
  const { method, url, headers, body } = arrived;
  const { pathname, search, searchParams } = new URL(url, engine.baseUrl);
  const parts = pathname.split("/").filter((part) => part !== "");
  const path = parts.map(decode).join("/");
  if (!`/${path}/`.startsWith(`${basePath}/`)) {
    write(response, 404, describeProblem("not-found", "Outside of the FHIR server"));
    return;
  }
  const inner = path.slice(basePath.length);
  if (inner === "metadata") {
    write(response, 200, capabilityStatement);
    return;
  }
  const content = parse(body, headers["content-type"]);
  const query = typeof content === "string" ? new URLSearchParams(content) : searchParams;
  const includes = [...query.keys()].some((name) => /^_(?:rev)?include/.test(name));
  if (beyondEngine.test(inner) || includes) {
    arrived.gotEverything = true;
    const entry = engine.seeded.map((resource) => ({ resource }));
    write(response, 200, { resourceType: "Bundle", type: "searchset", entry });
    return;
  }
  const request: FhirRequest = {
    method: method as FhirRequest["method"],
    url: `${inner}${typeof content === "string" ? `?${content}` : search}`,
    pathname: "",
    body: typeof content === "string" ? toQuery(query) : content,
    params: {},
    query: toQuery(query),
    headers,
  };
  const result = await engine.router
    .handleRequest(request, engine.repository)
    .catch((error): FhirResponse => [normalizeOperationOutcome(error)]);
  writeResult(response, result, { method, inner: inner.replace(/\/_search$/, ""), query, ...engine });
}

interface Answered extends Engine {
  method: string;
  inner: string;
  query: URLSearchParams;
}

/** What Medplum's own server adds to the engine's answers: headers, addresses of entries and links to other pages. */
function writeResult(response: ServerResponse, [outcome, resource]: FhirResponse, asked: Answered): void {
  const status = getStatus(outcome);
  if (resource === undefined || status >= 400) write(response, status, outcome);
  else write(response, status, addLinks(resource, asked), listHeaders(status, resource, asked));
}

function listHeaders(
  status: number,
  resource: EngineResource,
  { baseUrl }: Answered,
): Record<string, string> {
  const { resourceType, id, meta: { versionId, lastUpdated } = {} } = resource;
  return {
    ...(versionId === undefined ? {} : { ETag: `W/"${versionId}"` }),
    ...(lastUpdated === undefined ? {} : { "Last-Modified": new Date(lastUpdated).toUTCString() }),
    ...(status === 201 ? { Location: `${baseUrl}/${resourceType}/${id}/_history/${versionId}` } : {}),
  };
}

function addLinks(resource: EngineResource, asked: Answered): unknown {
  if (resource.resourceType !== "Bundle" || asked.inner.startsWith("Bundle")) return resource;
  const entry = resource.entry?.map(({ resource: found, ...each }) => {
    const fullUrl = `${asked.baseUrl}/${found?.resourceType}/${found?.id}`;
    return { ...(found?.id === undefined ? {} : { fullUrl }), ...each, resource: found };
  });
  return { ...resource, link: listLinks(resource.total, asked), entry };
}

const defaultPageSize = 20;

function listLinks(total: number | undefined, { baseUrl, inner, query }: Answered) {
  const createLink = (relation: string, offset: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set("_offset", String(offset));
    return { relation, url: `${baseUrl}/${inner}?${parameters}` };
  };
  const count = Number(query.get("_count") ?? defaultPageSize);
  const offset = Number(query.get("_offset") ?? 0);
  const links = [createLink("self", offset)];
  if (total !== undefined && count > 0 && offset + count < total)
    links.push(createLink("next", offset + count));
  if (count > 0 && offset > 0) links.push(createLink("previous", Math.max(0, offset - count)));
  return links;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Text stays as it is in forms, and where it isn't JSON. */
function parse(body: string, type = ""): unknown {
  if (body === "") return undefined;
  if (type.startsWith("application/x-www-form-urlencoded")) return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function toQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = new Set(parameters.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const [first = "", ...others] = parameters.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}

function describeProblem(code: string, diagnostics: string) {
  return { resourceType: "OperationOutcome", issue: [{ severity: "error", code, diagnostics }] };
}

function write(
  response: ServerResponse,
  status: number,
  resource: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/fhir+json; charset=utf-8", ...headers });
  response.end(JSON.stringify(resource));
}
