import type { Metadata } from "next";
import { Markdown } from "#components/docs/markdown.tsx";
import { readDocument } from "#lib/queries/documents.ts";
import { readOrigin } from "#lib/queries/origin.ts";

interface DocumentPageProps {
  params: Promise<{ page: string }>;
}

export async function generateMetadata({ params }: DocumentPageProps): Promise<Metadata> {
  const { title } = await readDocument((await params).page);
  return { title };
}

export default async function DocumentPage({ params }: DocumentPageProps) {
  const { text } = await readDocument((await params).page);
  return <Markdown text={text} origin={await readOrigin()} />;
}
