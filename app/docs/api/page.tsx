import type { Metadata } from "next";
import { readReference } from "#components/api-reference/read-reference.ts";
import { ReferenceView } from "#components/api-reference/reference-view.tsx";
import { referenceTexts } from "#components/api-reference/texts.ts";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { readOrigin } from "#lib/queries/origin.ts";

export const metadata: Metadata = { title: referenceTexts.title };

export default async function ApiReferencePage() {
  const groups = readReference(createOpenApiDocument(routes)).map(({ name, text, operations }) => ({
    name,
    text,
    operations: operations.map(({ id, method, path, summary }) => ({ id, method, path, summary })),
  }));
  return (
    <>
      <h1 className="font-semibold text-2xl">{referenceTexts.title}</h1>
      <p className="mt-1 max-w-prose text-muted leading-6">
        {referenceTexts.intro}{" "}
        <a
          href="/v1/api/openapi.json"
          className="text-accent-text underline underline-offset-2 hover:no-underline"
        >
          {referenceTexts.document}
        </a>
        .
      </p>
      <ReferenceView groups={groups} origin={await readOrigin()} />
    </>
  );
}
