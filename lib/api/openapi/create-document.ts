import { createDocument, type ZodOpenApiOverrideContext, type ZodOpenApiPathsObject } from "zod-openapi";
import type { Route } from "../define-route.ts";
import { describeOperation } from "./describe-operation.ts";
import { errorResponses } from "./error-responses.ts";
import { createListenerPaths } from "./listener-paths.ts";
import { documentedHeaders } from "./response-headers.ts";
import { namedSchemas } from "./schemas.ts";
import { tagDescriptions } from "./tags.ts";

const largestInt32 = 2 ** 31 - 1;

/** What JSON Schema says less well than OpenAPI's readers expect. */
function refineSchema({ jsonSchema, io }: ZodOpenApiOverrideContext): void {
  if (jsonSchema.type === "integer") {
    const isSmall = typeof jsonSchema.maximum === "number" && jsonSchema.maximum <= largestInt32;
    jsonSchema.format = isSmall ? "int32" : "int64";
  }
  // The format says it in a word.
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  // Answers may gain fields in a later version; a reader that refuses them would break.
  if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

const description = `Generate, rotate, revoke and verify API keys, and manage what they open.

Send a key as \`Authorization: Bearer be_...\` or as \`X-API-Key\`; never in the address. Every error has one shape, every
answer says what is left of the caller's rate limits and carries \`X-Request-Id\`. Lists come in pages: pass \`nextCursor\` as
\`cursor\` until it is null. A POST with an \`Idempotency-Key\` can be repeated safely.`;

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An API key, `be_...`" },
  apiKey: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    description: "The same key in a header of its own",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "next-auth.session-token",
    description:
      "The console's own session, from its own pages only. Over HTTPS the cookie's name starts with `__Host-`.",
  },
  clientCredentials: {
    type: "http",
    scheme: "basic",
    description: "A key's id as user and its secret as password, for OAuth 2.0 services",
  },
  metricsToken: { type: "http", scheme: "bearer", description: "The console's METRICS_TOKEN" },
} as const;

const documents = new Map<string | undefined, object>();

/** The API in OpenAPI 3.1, from the same routes and schemas that answer. Made once for each address. */
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
        contact: { name: "Whoever runs this console" },
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
