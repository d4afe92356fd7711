import { createDocument, type ZodOpenApiOverrideContext, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Route } from "#lib/api/pipeline/define-route.ts";
import { describeOperation } from "./describe-operation.ts";
import { errorResponses } from "./error-responses.ts";
import { createListenerPaths } from "./listener-paths.ts";
import { documentedHeaders } from "./response-headers.ts";
import { namedSchemas } from "./schemas.ts";
import { tagDescriptions } from "./tags.ts";

const maxInt32 = 2 ** 31 - 1;

/** Adjusts generated JSON Schema to what OpenAPI readers expect. */
function refineSchema({ jsonSchema, io }: ZodOpenApiOverrideContext): void {
  if (jsonSchema.type === "integer") {
    const isSmall = typeof jsonSchema.maximum === "number" && jsonSchema.maximum <= maxInt32;
    jsonSchema.format = isSmall ? "int32" : "int64";
  }
  // The format already describes the pattern.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  // Responses can gain fields in a later version; a client that rejects unknown fields would break.
  if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

const description = `Create, rotate, delete and verify API keys, and manage the resources they give access to.

Send a key as \`Authorization: Bearer be_...\` or \`X-API-Key: be_...\`, never in the URL. All errors have the same shape. Every
response has an \`X-Request-Id\` and reports the caller's remaining rate limits. Lists are paginated: pass \`nextCursor\` as
\`cursor\` until it is null. A POST with an \`Idempotency-Key\` can be retried safely.`;

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An API key, `be_...`, or an app's access token" },
  apiKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "The API key or access token in a header of its own",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "next-auth.session-token",
    description:
      "The session of a person signed in to the console, only from the console's own pages. Over HTTPS the cookie's name starts with `__Host-`.",
  },
  clientCredentials: {
    type: "http",
    scheme: "basic",
    description: "The id of a key as the user name and its secret as the password, for OAuth 2.0 services",
  },
  metricsToken: { type: "http", scheme: "bearer", description: "The console's METRICS_TOKEN" },
} as const;

const documents = new Map<string | undefined, object>();

/** The API in OpenAPI 3.1, generated from the routes and schemas that serve it. Created once per origin. */
export function createOpenApiDocument(routes: readonly Route[], publicOrigin?: string): object {
  const known = documents.get(publicOrigin);
  if (known !== undefined) return known;
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeOperation(route) };
  }
  const document = createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "ByteEngine API",
        version: "1.0.0",
        description,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        contact: { name: "The operator of this console" },
      },
      servers: [
        {
          url: `${publicOrigin ?? ""}/v1/api`,
          description: "The production console that serves this document",
          "x-internal": false,
        },
      ],
      tags: Object.entries(tagDescriptions).map(([name, text]) => ({ name, description: text })),
      paths: { ...paths, ...createListenerPaths(publicOrigin) },
      components: {
        securitySchemes,
        schemas: namedSchemas,
        responses: errorResponses,
        headers: documentedHeaders,
      },
    },
    { override: refineSchema },
  );
  documents.set(publicOrigin, document);
  return document;
}
