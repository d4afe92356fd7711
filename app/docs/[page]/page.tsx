import type { Metadata } from "next";
import { listReferenceGroups } from "#components/api-reference/list-reference-groups.ts";
import { listDocsGroups } from "#components/docs/list-docs-groups.ts";
import { listHeadings, Markdown } from "#components/docs/markdown.tsx";
import { NextPages } from "#components/docs/next-pages.tsx";
import { OnThisPage, OnThisPageFold } from "#components/docs/on-this-page.tsx";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { documentGroups, readDocument } from "#lib/queries/documents.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

interface DocumentPageProps {
  params: Promise<{ page: string }>;
}

export async function generateMetadata({ params }: DocumentPageProps): Promise<Metadata> {
  const { title } = await readDocument((await params).page);
  return { title };
}

export default async function DocumentPage({ params }: DocumentPageProps) {
  const { page } = await params;
  const { group, text } = await readDocument(page);
  const headings = listHeadings(text);
  const groups = listDocsGroups(documentGroups, listReferenceGroups(createOpenApiDocument(routes)));
  return (
    <div className="xl:grid xl:grid-cols-[minmax(0,1fr)_13rem] xl:gap-14">
      <div className="mx-auto w-full min-w-0 max-w-[46rem]">
        <p className="mb-1 font-medium text-accent-text text-sm max-xl:mb-3">{group}</p>
        <OnThisPageFold headings={headings} />
        <Markdown text={text} origin={await readOrigin()} />
        <NextPages groups={groups} href={`/docs/${page}`} />
      </div>
      <div className="sticky top-14 h-fit max-h-[calc(100dvh-3.5rem)] overflow-y-auto py-10 max-xl:hidden xl:-my-10">
        <OnThisPage headings={headings} />
      </div>
    </div>
  );
}
