import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathItemObject, ZodOpenApiPathsObject } from "zod-openapi";
import type { BoundedKey } from "#lib/api/pipeline/bounded-key.ts";
import { errorTable } from "#lib/domain/common/errors.ts";
import { refErrors } from "./error-responses.ts";
import { createFhirGatewayPaths } from "./fhir-gateway-paths.ts";
import { refHeaders, requestIdHeader } from "./response-headers.ts";

// The paths that the listener handles itself, apart from the routes (ADR 0004).

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
    description: "The id of the team whose keys are accepted. Required unless AUTH_ANY_TEAM is set.",
    example: "team_01m84g7mvye8wb4vq8t03062b6",
  }),
  environment: conditionText
    .optional()
    .meta({ description: "The environment the request is for", example: "production" }),
  permission: z
    .array(conditionText)
    .max(50)
    .optional()
    .meta({
      description: "A permission the key must have. Repeat it for several.",
      example: ["invoices:read"],
    }),
  resource: conditionText
    .optional()
    .meta({ description: "The resource the request is for", example: "invoices:4711" }),
  deny: z.enum(["403"]).optional().meta({
    description: "Respond with 403 instead of every other error status except 401, for nginx's auth_request",
    example: "403",
  }),
});

const description =
  "For proxies. The status says whether the presented key is accepted. The method and the body do not matter. " +
  "With `deny=403`, every rejection except 401 becomes a 403, and X-Auth-Status contains the original status.";

/** A 403, including other rejections that the proxy asked to receive as a 403. */
const forbidden = {
  description: "The key is not allowed to do this, or `deny=403` replaced the status of another rejection",
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
  reason: "The presented key is the one being verified. Its bounds decide the result.",
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
        description: "The key is accepted. The headers identify it.",
        headers: refHeaders(identityHeaders),
        content: {
          "application/json": {
            schema: z.object({ valid: z.literal(true).describe("The key is accepted.") }),
            example: { valid: true },
          },
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
  status: z.enum(["ready", "not_ready"]).describe("Whether this instance can handle requests."),
  migrations: migrations.describe("How the schema of the database compares to this version."),
  database: z.enum(["up", "away"]).describe("Whether the database is available."),
});
const readinessQuery = z.object({
  for: z
    .enum(["verification", "console"])
    .optional()
    .meta({ description: "What must be ready. Default: verification", example: "verification" }),
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
          description: "The process is running",
          headers: requestIdHeader,
          content: {
            "application/json": {
              schema: z.object({ status: z.literal("ok").describe("The process is running.") }),
              example: { status: "ok" },
            },
          },
        },
        ...refErrors([431]),
      },
    },
  };
}

/** By path below /v1/api. A path with its own servers is at the root. */
export function createListenerPaths(publicOrigin: string | undefined): ZodOpenApiPathsObject {
  const rootServers = describeRoot(publicOrigin);
  return {
    ...createFhirGatewayPaths(),
    "/auth": {
      get: {
        ...describeAuth("authorizeRequest", "Check whether a proxy should accept a request"),
        requestParams: { query: question },
      },
    },
    "/auth/with/{question}": {
      get: {
        ...describeAuth(
          "authorizeRequestByPath",
          "Check a request for Envoy; the original path and query that it appends are ignored",
        ),
        requestParams: {
          path: z.object({
            question: z.string().max(2000).regex(/^\S+$/).meta({
              description: "The conditions as `team=…&permission=…`, in one path segment",
              example: "team=team_01m84g7mvye8wb4vq8t03062b6&permission=invoices:read",
            }),
          }),
        },
      },
    },
    "/livez": describeLiveness(
      rootServers,
      "readLiveness",
      "Check whether the process is running",
      "For liveness probes. Does not check any other service.",
    ),
    "/healthz": describeLiveness(
      rootServers,
      "readHealth",
      "Check whether the process is running, under another path",
      "The same as /livez.",
    ),
    "/readyz": {
      servers: rootServers,
      get: {
        operationId: "readReadiness",
        summary: "Check whether this instance can handle requests",
        description:
          "For readiness probes. Verification is ready if the database is available and its schema is not behind this version. " +
          "While the database is unavailable, verification stays ready from memory for OUTAGE_SECONDS. The console is ready " +
          "only while the database is available, and never with SERVE=api.",
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
        summary: "Read the metrics of this process",
        description:
          "For Prometheus. Requires METRICS_TOKEN as a Bearer token. If it is not set, metrics are not available.",
        tags: ["Operations"],
        security: [{ metricsToken: [] }],
        responses: {
          "200": {
            description: "Metrics in the Prometheus text format",
            headers: requestIdHeader,
            content: {
              "text/plain": {
                schema: { type: "string" },
                example: 'byteengine_verifications_total{kind="auth",outcome="VALID"} 42\n',
              },
            },
          },
          ...refErrors([401, 404, 431]),
        },
      },
    },
  };
}
