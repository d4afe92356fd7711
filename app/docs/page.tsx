import type { Metadata } from "next";
import { QuickStart } from "#components/docs/quick-start.tsx";
import { docsTexts } from "#components/docs/texts.ts";
import { readDefaultRateLimit, readOrigin } from "#lib/queries/origin.ts";

export const metadata: Metadata = { title: docsTexts.title };

export default async function DocsPage() {
  return <QuickStart origin={await readOrigin()} rateLimit={readDefaultRateLimit()} />;
}
