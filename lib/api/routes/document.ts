import { z } from "zod";
import { defineRoute } from "../define-route.ts";

export const documentRoutes = [
  defineRoute({
    method: "GET",
    path: "/openapi.json",
    operationId: "readOpenApiDocument",
    summary: "This document",
    tag: "Documentation",
    access: "public",
    success: { status: 200, description: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) },
    // Imported when asked for: the document is made from all routes, this one among them.
    handle: async () => (await import("../openapi.ts")).createOpenApiDocument(),
  }),
];
