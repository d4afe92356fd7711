import { createUseError } from "../errors.ts";
import { List } from "../list.ts";
import type { Settings } from "../settings.ts";
import {
  type CallOptions,
  createBaseHeaders,
  createReplyError,
  exchange,
  isOk,
  isRecord,
  pathOf,
  type Reply,
  readFacts,
  withRetries,
} from "../transport.ts";
import { FhirError } from "./fhir-error.ts";
import type {
  AnyFhirResource,
  FhirBundle,
  FhirPage,
  FhirPatch,
  FhirResource,
  FhirSearch,
  FhirWritten,
  OperationOutcome,
} from "./types.ts";

/** A condition on the version that is changed: a `versionId`. If the resource has another one, the server returns 412. */
type IfMatch = { ifMatch?: string | undefined };

interface FhirCall {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the gateway's URL, with the query. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Whether executing it twice does the same as once. */
  isRepeatable?: boolean;
}

const fhirJson = "application/fhir+json";

/** A type or an id of FHIR. Anything else could address another path. */
function join(...parts: string[]): string {
  for (const part of parts) {
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(part) || /^\.+$/.test(part)) {
      throw createUseError("The resource type or id is not valid");
    }
  }
  return `/${parts.join("/")}`;
}

function formatSearch(search: FhirSearch = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const values = Array.isArray(value) ? value : [value];
    for (const one of values) if (one !== undefined) parameters.append(name, String(one));
  }
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** The next page of a bundle, as a path below the gateway's URL: nothing is sent to the host of a link. */
function readNext(bundle: FhirBundle<unknown>): string | null {
  const url = bundle.link?.find(({ relation }) => relation === "next")?.url;
  return url === undefined ? null : `/${new URL(url, "http://gateway.invalid").search}`;
}

function isOutcome(body: unknown): body is OperationOutcome {
  return isRecord(body) && body.resourceType === "OperationOutcome" && Array.isArray(body.issue);
}

/** The server defines what it returns. */
function asFound<Found>(body: unknown): Found {
  return body as Found;
}

function toPage<Found extends FhirResource>(bundle: FhirBundle<Found>): FhirPage<Found> {
  const entries = (bundle.entry ?? []).filter(({ search }) => search?.mode !== "outcome");
  return {
    data: entries.flatMap(({ resource }) => (resource === undefined ? [] : [resource])),
    nextCursor: readNext(bundle),
    total: bundle.total ?? null,
    bundle,
  };
}

function toWritten<Written>({ status, headers, body }: Reply): FhirWritten<Written> {
  const resource = isRecord(body) && !isOutcome(body) ? body : null;
  const [, id, versionId] = /\/([^/]+)(?:\/_history\/([^/]+))?$/.exec(headers.get("location") ?? "") ?? [];
  const [, tag] = /^W\/"(.+)"$/.exec(headers.get("etag") ?? "") ?? [];
  return {
    resource: resource === null ? null : asFound<Written>(resource),
    id: typeof resource?.id === "string" ? resource.id : (id ?? null),
    versionId: tag ?? versionId ?? null,
    created: status === 201,
  };
}

const matching = ({ ifMatch }: IfMatch): Record<string, string> =>
  ifMatch === undefined ? {} : { "If-Match": `W/"${ifMatch}"` };

/** The data of one FHIR server, through its gateway. */
export class FhirClient {
  readonly #settings: Settings;
  readonly #url: string;

  constructor(settings: Settings, id: string) {
    this.#settings = settings;
    this.#url = settings.baseUrl + pathOf(["fhir", "servers", id, "fhir"]);
  }

  /** The gateway's URL: a FHIR base URL for other clients. */
  get url(): string {
    return this.#url;
  }

  /** What the server and its gateway support. */
  capabilities<Found extends FhirResource = AnyFhirResource>(options?: CallOptions): Promise<Found> {
    return this.#read(join("metadata"), options);
  }

  read<Found extends FhirResource = AnyFhirResource>(
    type: Found["resourceType"],
    id: string,
    options?: CallOptions,
  ): Promise<Found> {
    return this.#read(join(type, id), options);
  }

  /** Reads one version of a resource. */
  vread<Found extends FhirResource = AnyFhirResource>(
    type: Found["resourceType"],
    id: string,
    versionId: string,
    options?: CallOptions,
  ): Promise<Found> {
    return this.#read(join(type, id, "_history", versionId), options);
  }

  /** Searches a type. Await it to get the first page, or iterate over it to get every resource of every page. */
  search<Found extends FhirResource = AnyFhirResource>(
    type: Found["resourceType"],
    search?: FhirSearch,
    options?: CallOptions,
  ): List<Found, FhirPage<Found>> {
    return this.#pages(join(type) + formatSearch(search), options);
  }

  /** The versions of a resource or, without an id, of all resources of a type; the newest first. */
  history<Found extends FhirResource = AnyFhirResource>(
    type: Found["resourceType"],
    id?: string,
    search?: FhirSearch,
    options?: CallOptions,
  ): List<Found, FhirPage<Found>> {
    const parts = id === undefined ? [type] : [type, id];
    return this.#pages(join(...parts, "_history") + formatSearch(search), options);
  }

  /** Creates a resource. `ifNoneExist` is a search: if it finds one, nothing is created. It isn't retried without. */
  async create<Written extends FhirResource>(
    resource: Written,
    { ifNoneExist, ...options }: CallOptions & { ifNoneExist?: FhirSearch | undefined } = {},
  ): Promise<FhirWritten<Written>> {
    const condition = formatSearch(ifNoneExist).slice(1);
    const reply = await this.#send(
      {
        method: "POST",
        path: join(resource.resourceType),
        body: resource,
        headers: condition === "" ? {} : { "If-None-Exist": condition },
        isRepeatable: condition !== "",
      },
      options,
    );
    return toWritten(reply);
  }

  /** Replaces a resource by its id, or creates it if the server allows that. */
  async update<Written extends FhirResource>(
    resource: Written & { id: string },
    { ifMatch, ...options }: CallOptions & IfMatch = {},
  ): Promise<FhirWritten<Written>> {
    const path = join(resource.resourceType, resource.id);
    const headers = matching({ ifMatch });
    return toWritten(await this.#send({ method: "PUT", path, body: resource, headers }, options));
  }

  /** Changes parts of a resource. It isn't retried without `ifMatch`. */
  async patch<Written extends FhirResource = AnyFhirResource>(
    type: Written["resourceType"],
    id: string,
    changes: readonly FhirPatch[],
    { ifMatch, ...options }: CallOptions & IfMatch = {},
  ): Promise<FhirWritten<Written>> {
    const headers = { ...matching({ ifMatch }), "Content-Type": "application/json-patch+json" };
    const isRepeatable = ifMatch !== undefined;
    const path = join(type, id);
    return toWritten(
      await this.#send({ method: "PATCH", path, body: changes, headers, isRepeatable }, options),
    );
  }

  async delete(type: string, id: string, { ifMatch, ...options }: CallOptions & IfMatch = {}): Promise<void> {
    await this.#send({ method: "DELETE", path: join(type, id), headers: matching({ ifMatch }) }, options);
  }

  async #read<Found>(path: string, options?: CallOptions): Promise<Found> {
    const reply = await this.#send({ method: "GET", path }, options);
    if (reply.body === undefined) throw createReplyError(reply);
    return asFound<Found>(reply.body);
  }

  #pages<Found extends FhirResource>(path: string, options?: CallOptions): List<Found, FhirPage<Found>> {
    return new List(async (next) => toPage(await this.#read<FhirBundle<Found>>(next ?? path, options)));
  }

  #send(call: FhirCall, options: CallOptions = {}): Promise<Reply> {
    const { method, path, isRepeatable } = call;
    const headers = {
      ...createBaseHeaders(this.#settings),
      Accept: fhirJson,
      ...(call.body === undefined ? {} : { "Content-Type": fhirJson }),
      ...call.headers,
    };
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const attempt = async () => {
      const reply = await exchange(this.#settings, this.#url + path, { method, headers, body }, options);
      if (isOk(reply.status)) return reply;
      throw isOutcome(reply.body) ? new FhirError(reply.body, readFacts(reply)) : createReplyError(reply);
    };
    return withRetries(this.#settings, options, attempt, isRepeatable);
  }
}
