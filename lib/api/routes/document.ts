import { z } from "zod";
import { defineRoute, type Route } from "#lib/api/pipeline/define-route.ts";
import { createOpenApiDocument } from "../openapi/create-document.ts";

/** The document describes all routes, including this one, so it reads them when it is requested. */
export function createDocumentRoute(listRoutes: () => readonly Route[]): Route {
  return defineRoute({
    method: "GET",
    path: "/openapi.json",
    operationId: "readOpenApiDocument",
    summary: "Read the OpenAPI document",
    tag: "Documentation",
    access: "public",
    asksAgain: "never",
    boundedKey: { effect: "unaffected", reason: "The document is public and the same for every caller." },
    success: { status: 200, description: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) },
    handle: async ({ runtime }) => createOpenApiDocument(listRoutes(), runtime.config.publicOrigin),
  });
}
