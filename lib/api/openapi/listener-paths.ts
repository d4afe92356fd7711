import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathItemObject, ZodOpenApiPathsObject } from "zod-openapi";
import { errorTable } from "#lib/errors.ts";
import type { BoundedKey } from "../bounded-key.ts";
import { refErrors } from "./error-responses.ts";
import { refHeaders, requestIdHeader } from "./response-headers.ts";

// What the listener answers by itself, beside the routes (ADR 0004).

const identityHeaders = [
  "X-Key-Id",
  "X-Team-Id",
  "X-Owner-Id",
  "X-Environment",
  "X-External-Id",
  "X-Permissions",
];

const conditionText = z
  .string()
  .max(200)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/);

const question = z.object({
  team: conditionText.optional().meta({
    description: "Id of the team whose keys may pass. Required unless AUTH_ANY_TEAM is set.",
    example: "team_01m84g7mvye8wb4vq8t03062b6",
  }),
  environment: conditionText
    .optional()
    .meta({ description: "The environment the request is for", example: "production" }),
  permission: z
    .array(conditionText)
    .max(50)
    .optional()
    .meta({ description: "What the key must be allowed; repeat it for several", example: ["invoices:read"] }),
  resource: conditionText
    .optional()
    .meta({ description: "What the request is about", example: "invoices:4711" }),
  deny: z.enum(["403"]).optional().meta({
    description: "Answer 403 in place of every refusal but 401, for nginx's auth_request",
    example: "403",
  }),
});

const description =
  "For proxies: whether the presented key may pass, told by the status. Every method is answered alike, and the body is not read. " +
  "With `deny=403` every refusal but 401 is answered as 403, and X-Auth-Status names its own status.";

/** A refusal that a proxy may have asked to get as a 403. */
const forbidden = {
  description: "The key may not do this, or another refusal that `deny=403` turned into this",
  headers: refHeaders(["WWW-Authenticate", "Retry-After", "X-Auth-Status"]),
  content: {
    "application/json": {
      schema: { $ref: "#/components/schemas/Error" },
      example: { error: { code: "forbidden", message: errorTable.forbidden.message } },
    },
  },
};

const presenting: BoundedKey = {
  effect: "unaffected",
  reason: "The presented key is the one that is asked about; its bounds decide the answer.",
};

function describeAuth(operationId: string, summary: string): ZodOpenApiOperationObject {
  return {
    operationId,
    summary,
    description,
    "x-bounded-key": presenting,
    tags: ["Verification"],
    security: [{ bearer: [] }, { apiKey: [] }],
    responses: {
      "200": {
        description: "The key may pass; who it is stands in the headers",
        headers: refHeaders(identityHeaders),
        content: {
          "application/json": { schema: z.object({ valid: z.literal(true) }), example: { valid: true } },
        },
      },
      ...refErrors([400, 401, 404, 429, 500, 503]),
      "403": forbidden,
    },
  };
}

const describeRoot = (publicOrigin: string | undefined) => [
  {
    url: `${publicOrigin ?? ""}/`,
    description: "The production console that serves this document, at its root",
    "x-internal": true,
  },
];

const migrations = z.enum(["current", "behind", "ahead", "unknown"]);
const readiness = z.object({
  status: z.enum(["ready", "not_ready"]),
  migrations,
  database: z.enum(["up", "away"]),
});
const readinessQuery = z.object({
  for: z
    .enum(["verification", "console"])
    .optional()
    .meta({ description: "What has to be ready. Default: verification", example: "verification" }),
});

function describeLiveness(
  rootServers: ReturnType<typeof describeRoot>,
  operationId: string,
  summary: string,
  description: string,
): ZodOpenApiPathItemObject {
  return {
    servers: rootServers,
    get: {
      operationId,
      summary,
      description,
      tags: ["Operations"],
      security: [],
      responses: {
        "200": {
          description: "It does",
          headers: requestIdHeader,
          content: {
            "application/json": { schema: z.object({ status: z.literal("ok") }), example: { status: "ok" } },
          },
        },
        ...refErrors([431]),
      },
    },
  };
}

/** By path below /v1/api; a path with its own servers stands at the root. */
export function createListenerPaths(publicOrigin: string | undefined): ZodOpenApiPathsObject {
  const rootServers = describeRoot(publicOrigin);
  return {
    "/auth": {
      get: {
        ...describeAuth("authorizeRequest", "Whether the presented key may pass"),
        requestParams: { query: question },
      },
    },
    "/auth/with/{question}": {
      get: {
        ...describeAuth(
          "authorizeRequestByPath",
          "The same for Envoy, which appends the request's own path and query: they are passed over",
        ),
        requestParams: {
          path: z.object({
            question: z.string().max(2000).regex(/^\S+$/).meta({
              description: "The question as `team=…&permission=…`, in one path segment",
              example: "team=team_01m84g7mvye8wb4vq8t03062b6&permission=invoices:read",
            }),
          }),
        },
      },
    },
    "/livez": describeLiveness(
      rootServers,
      "readLiveness",
      "Whether the process answers",
      "For liveness probes. Asks nothing else.",
    ),
    "/healthz": describeLiveness(
      rootServers,
      "readHealth",
      "Whether the process answers",
      "The same as /livez.",
    ),
    "/readyz": {
      servers: rootServers,
      get: {
        operationId: "readReadiness",
        summary: "Whether this instance can answer",
        description:
          "For readiness probes. Verification is ready when the database can be asked and is not behind this version, and " +
          "goes on being ready from memory while the database is away, for OUTAGE_SECONDS. The console is ready only with " +
          "the database, and never with SERVE=api.",
        tags: ["Operations"],
        security: [],
        requestParams: { query: readinessQuery },
        responses: {
          "200": {
            description: "Ready",
            headers: requestIdHeader,
            content: {
              "application/json": {
                schema: readiness,
                example: { status: "ready", migrations: "current", database: "up" },
              },
            },
          },
          "503": {
            description: "Not ready",
            headers: requestIdHeader,
            content: {
              "application/json": {
                schema: readiness,
                example: { status: "not_ready", migrations: "unknown", database: "away" },
              },
            },
          },
          ...refErrors([400, 431]),
        },
      },
    },
    "/metrics": {
      servers: rootServers,
      get: {
        operationId: "readMetrics",
        summary: "What the process has counted, for Prometheus",
        description: "Behind METRICS_TOKEN as a Bearer token; without one there are no metrics.",
        tags: ["Operations"],
        security: [{ metricsToken: [] }],
        responses: {
          "200": {
            description: "Prometheus's text format",
            headers: requestIdHeader,
            content: {
              "text/plain": {
                schema: { type: "string" },
                example: 'byteengine_http_requests_total{route="auth",status="200"} 42\n',
              },
            },
          },
          ...refErrors([401, 404, 431]),
        },
      },
    },
  };
}
