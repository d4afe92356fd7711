import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { errorTable } from "#lib/errors.ts";
import type { Route } from "./define-route.ts";

const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(errorTable)),
      message: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    }),
  })
  .meta({ id: "Error" });

const errorTexts: Record<string, string> = {
  400: "The request is not valid",
  401: "No key was sent, or it is not valid",
  403: "The caller may not do this",
  404: "There is no such thing, or it is another team's",
  409: "The request conflicts with the current state",
  413: "The body is larger than 16 KiB",
  415: "The body is not of the type this takes",
  422: "The Idempotency-Key was used with another request",
  429: "A rate limit is exceeded",
  500: "Something went wrong on our side",
  503: "The service is temporarily unavailable",
};

function listErrorStatuses(route: Route): string[] {
  const statuses = ["400", "429", "500", "503"];
  if (route.access !== "public") statuses.push("401", "403");
  if (route.params !== undefined) statuses.push("404");
  if (route.body !== undefined) statuses.push("413", "415");
  if (route.method !== "GET") statuses.push("409");
  if (route.replay !== undefined) statuses.push("422");
  return statuses.sort();
}

function describeOperation(route: Route): ZodOpenApiOperationObject {
  const errors = listErrorStatuses(route).map((status) => [
    status,
    { description: errorTexts[status] ?? "", content: { "application/json": { schema: errorSchema } } },
  ]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    tags: [route.tag],
    security: route.access === "public" ? [] : [{ bearer: [] }, { apiKey: [] }, { session: [] }],
    requestParams: {
      ...(route.params === undefined ? {} : { path: asObjectSchema(route.params) }),
      ...(route.query === undefined ? {} : { query: asObjectSchema(route.query) }),
    },
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.isBodyOptional,
            content: {
              [route.isForm === true ? "application/x-www-form-urlencoded" : "application/json"]: {
                schema: route.body,
              },
            },
          },
        }),
    responses: {
      [String(route.success.status)]: {
        description: route.success.description,
        content: { "application/json": { schema: route.success.schema } },
      },
      ...Object.fromEntries(errors),
    },
  };
}

/** Paths and queries are described by objects: each of their fields is one parameter. */
function asObjectSchema(schema: z.ZodType): z.ZodObject {
  return schema as z.ZodObject;
}

let document: object | undefined;

/** The API in OpenAPI 3.1, from the same routes and schemas that answer. */
export function createOpenApiDocument(routes: readonly Route[]): object {
  if (document !== undefined) return document;
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeOperation(route) };
  }
  document = createDocument({
    openapi: "3.1.0",
    info: {
      title: "ByteEngine Console",
      version: "1.0.0",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/v1/api" }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
        session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
      },
    },
  });
  return document;
}
