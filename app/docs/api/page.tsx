import type { Metadata } from "next";
import { listReferenceGroups } from "#components/api-reference/list-reference-groups.ts";
import { readReference } from "#components/api-reference/read/read-reference.ts";
import { ReferenceOverview } from "#components/api-reference/reference-overview.tsx";
import { referenceTexts } from "#components/api-reference/texts.ts";
import { listDocsGroups } from "#components/docs/list-docs-groups.ts";
import { NextPages } from "#components/docs/next-pages.tsx";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { documentGroups } from "#lib/queries/documents.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

export const metadata: Metadata = { title: referenceTexts.title };

export default async function ApiReferencePage() {
  const document = createOpenApiDocument(routes);
  const groups = listDocsGroups(documentGroups, listReferenceGroups(document));
  return (
    <>
      <ReferenceOverview groups={readReference(document)} origin={await readOrigin()} />
      <NextPages groups={groups} href="/docs/api" />
    </>
  );
}
