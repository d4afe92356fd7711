import { z } from "zod";
import { defineRoute, type Route } from "../define-route.ts";
import { createOpenApiDocument } from "../openapi/create-document.ts";

/** The document is made from all routes, this one among them; hence once they are all there. */
export function createDocumentRoute(listRoutes: () => readonly Route[]): Route {
  return defineRoute({
    method: "GET",
    path: "/openapi.json",
    operationId: "readOpenApiDocument",
    summary: "This document",
    tag: "Documentation",
    access: "public",
    boundedKey: { effect: "unaffected", reason: "It is public, and the same for everyone." },
    success: { status: 200, description: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) },
    handle: async ({ runtime }) => createOpenApiDocument(listRoutes(), runtime.config.publicOrigin),
  });
}
