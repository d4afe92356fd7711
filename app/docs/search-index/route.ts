import { listReferenceEntries } from "#components/api-reference/list-reference-groups.ts";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { readSearchEntries } from "#lib/queries/documents.ts";

/** Everything the search finds: the sections of the guides, and the operations of the API. */
export async function GET(): Promise<Response> {
  return Response.json([
    ...(await readSearchEntries()),
    ...listReferenceEntries(createOpenApiDocument(routes)),
  ]);
}
