import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import type { BoundedKey } from "#lib/api/pipeline/bounded-key.ts";
import { describeBoundedKey, filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { describeId } from "#lib/domain/common/ids.ts";
import { refErrors } from "./error-responses.ts";
import { ids } from "./examples/objects.ts";
import { refHeaders } from "./response-headers.ts";

// The gateway's paths, which are apart from the routes: requests and responses are those of the FHIR server (ADR 0043).

const tag = "FHIR gateway";
const fhirJson = "application/fhir+json";

const server = z.string().meta({
  override: describeId("fhirServer"),
  description: "The ID of the FHIR server.",
  example: ids.fhirServer,
});

const path = z
  .string()
  .max(2000)
  .regex(/^[\x21-\x7e]+$/)
  .meta({
    description:
      "The path of FHIR's RESTful API below the base URL, with slashes: `Patient`, `Patient/1`, `Patient/1/_history/2` or `Patient/_search`.",
    example: "Observation/4711",
  });

/** Parameters of a search and others of FHIR. Only an example: they are those of the resource type. */
const searchQuery = z.object({
  _count: z.string().max(20).regex(/^\d+$/).optional().meta({
    description: "How many resources a page has. All other search parameters of FHIR work, too.",
    example: "20",
  }),
});

const observation = {
  resourceType: "Observation",
  id: "4711",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "8867-4" }] },
  valueQuantity: { value: 72, unit: "/min" },
};

const patch = [{ op: "replace", path: "/status", value: "amended" }];

const bundle = {
  resourceType: "Bundle",
  type: "transaction",
  entry: [{ resource: observation, request: { method: "POST", url: "Observation" } }],
};

const resource = { type: "object", description: "A FHIR resource.", maxProperties: 1000 } as const;
const patches = {
  type: "array",
  maxItems: 1000,
  description: "Changes to a resource (RFC 6902).",
  items: { type: "object", description: "One change.", maxProperties: 10 },
} as const;

const searchForm = {
  type: "object",
  description: "The parameters of a search, which would otherwise be in the URL.",
  maxProperties: 100,
  additionalProperties: { type: "string", maxLength: 2000, pattern: "^[^\\x00]*$" },
} as const;

/** Those of the gateway and, without a status of their own here, those of the FHIR server. */
const errors = refErrors([400, 401, 403, 404, 413, 415, 429, 500, 502, 503]);

const within =
  "Only for access tokens of apps and, if the server allows keys, API keys. A session of the console never counts.";

interface Described {
  operationId: string;
  summary: string;
  needs: string;
  bodies?: Record<string, { schema: typeof resource | typeof patches | typeof searchForm; example: unknown }>;
  status?: "200" | "201";
}

function describeRequest(described: Described): ZodOpenApiOperationObject {
  const { operationId, summary, needs, bodies, status = "200" } = described;
  const boundedKey: BoundedKey = filteredByReach;
  return {
    operationId,
    summary,
    description: `${needs} ${within} ${describeBoundedKey(boundedKey)} Errors of the FHIR server itself contain its OperationOutcome.`,
    "x-bounded-key": boundedKey,
    tags: [tag],
    security: [{ bearer: [] }, { apiKey: [] }],
    ...(bodies === undefined ? {} : { requestBody: { required: true, content: bodies } }),
    responses: {
      [status]: {
        description: "What the FHIR server returned, with the gateway's links",
        headers: refHeaders(),
        content: { [fhirJson]: { schema: resource, example: observation } },
      },
      ...errors,
    },
  };
}

const reads = "Requires `fhir.data:read`, or a scope such as `system/Observation.rs`.";
const writes = "Requires `fhir.data:write`, or a scope such as `system/Observation.cud`.";

function describePublic(
  operationId: string,
  summary: string,
  { mediaType, example }: { mediaType: string; example: unknown },
): ZodOpenApiOperationObject {
  return {
    operationId,
    summary,
    description:
      "No authentication required. Pages of every origin can read it. 404 while the gateway is off.",
    "x-bounded-key": { effect: "unaffected", reason: "It is public." },
    tags: [tag],
    security: [],
    requestParams: { path: z.object({ id: server }) },
    responses: {
      "200": {
        description: "The document",
        headers: refHeaders(),
        content: { [mediaType]: { schema: { type: "object" }, example } },
      },
      ...refErrors([400, 401, 404, 429, 500, 502, 503]),
    },
  };
}

export function createFhirGatewayPaths(): ZodOpenApiPathsObject {
  const base = "/fhir/servers/{id}/fhir";
  const requestParams = { path: z.object({ id: server, path }) };
  const written = { [fhirJson]: { schema: resource, example: observation } };
  return {
    [base]: {
      post: {
        ...describeRequest({
          operationId: "runFhirBundle",
          summary: "Run a batch or transaction",
          needs: "Requires `fhir.data:read` and `fhir.data:write`, or the scope `system/*.cruds`.",
          bodies: { [fhirJson]: { schema: resource, example: bundle } },
        }),
        requestParams: { path: z.object({ id: server }) },
      },
    },
    [`${base}/metadata`]: {
      get: describePublic("readFhirMetadata", "Read what a FHIR server and its gateway support", {
        mediaType: fhirJson,
        example: { resourceType: "CapabilityStatement", status: "active", fhirVersion: "4.0.1" },
      }),
    },
    [`${base}/.well-known/smart-configuration`]: {
      get: describePublic(
        "readSmartConfiguration",
        "Read where apps get tokens for a FHIR server (SMART App Launch)",
        {
          mediaType: "application/json",
          example: {
            token_endpoint: "https://console.example.com/oauth/token",
            authorization_endpoint: "https://console.example.com/oauth/authorize",
            grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
            code_challenge_methods_supported: ["S256"],
            capabilities: ["launch-ehr", "launch-standalone", "client-public", "permission-v2"],
          },
        },
      ),
    },
    [`${base}/{path}`]: {
      get: {
        ...describeRequest({
          operationId: "readFhirData",
          summary: "Read a resource, a version or a history, or search a type",
          needs: reads,
        }),
        requestParams: { ...requestParams, query: searchQuery },
      },
      post: {
        ...describeRequest({
          operationId: "createFhirData",
          summary: "Create a resource, or search a type by POST",
          needs: `${writes} A search needs what reading does.`,
          bodies: {
            ...written,
            "application/x-www-form-urlencoded": { schema: searchForm, example: { code: "8867-4" } },
          },
          status: "201",
        }),
        requestParams,
      },
      put: {
        ...describeRequest({
          operationId: "updateFhirData",
          summary: "Replace a resource, or create it under this ID",
          needs: writes,
          bodies: written,
        }),
        requestParams,
      },
      patch: {
        ...describeRequest({
          operationId: "patchFhirData",
          summary: "Change parts of a resource",
          needs: writes,
          bodies: { "application/json-patch+json": { schema: patches, example: patch } },
        }),
        requestParams,
      },
      delete: {
        ...describeRequest({
          operationId: "deleteFhirData",
          summary: "Delete a resource",
          needs: writes,
        }),
        requestParams,
      },
    },
  };
}
