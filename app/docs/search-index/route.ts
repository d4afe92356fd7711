import { readSearchEntries } from "#lib/queries/documents.ts";

export async function GET(): Promise<Response> {
  return Response.json(await readSearchEntries());
}
