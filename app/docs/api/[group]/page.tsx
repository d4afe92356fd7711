import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listReferenceGroups } from "#components/api-reference/list-reference-groups.ts";
import { OperationSection } from "#components/api-reference/operation-section.tsx";
import { findSameResponse, readReference } from "#components/api-reference/read/read-reference.ts";
import { referenceTexts } from "#components/api-reference/texts.ts";
import { listDocsGroups } from "#components/docs/list-docs-groups.ts";
import { NextPages } from "#components/docs/next-pages.tsx";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { documentGroups } from "#lib/queries/documents.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

interface GroupPageProps {
  params: Promise<{ group: string }>;
}

async function readGroup({ params }: GroupPageProps) {
  const { group: slug } = await params;
  const group = readReference(createOpenApiDocument(routes)).find((candidate) => candidate.slug === slug);
  if (group === undefined) notFound();
  return group;
}

export async function generateMetadata(props: GroupPageProps): Promise<Metadata> {
  const { name } = await readGroup(props);
  return { title: `${name} · ${referenceTexts.title}` };
}

export default async function ApiGroupPage(props: GroupPageProps) {
  const { slug, name, text, operations } = await readGroup(props);
  const origin = await readOrigin();
  const groups = listDocsGroups(documentGroups, listReferenceGroups(createOpenApiDocument(routes)));
  return (
    <>
      <p className="mb-1 font-medium text-accent-text text-sm">{referenceTexts.title}</p>
      <h1 className="font-semibold text-[1.75rem] leading-9 tracking-tight">{name}</h1>
      <p className="mt-3 mb-8 max-w-prose text-[1.0625rem] text-muted leading-7">{text}</p>
      {operations.map((operation) => (
        <OperationSection
          key={operation.id}
          operation={operation}
          sameResponse={findSameResponse(operations, operation)}
          origin={origin}
        />
      ))}
      <NextPages groups={groups} href={`/docs/api/${slug}`} />
    </>
  );
}
