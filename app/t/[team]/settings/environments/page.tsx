import type { Metadata } from "next";
import { EnvironmentsView } from "#components/environments/environments-view.tsx";
import { environmentTexts } from "#components/environments/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { readEnvironmentsPage } from "#lib/queries/settings.ts";

export const metadata: Metadata = { title: environmentTexts.title };

export default async function EnvironmentsPage({ params }: { params: Promise<{ team: string }> }) {
  const page = await readEnvironmentsPage((await params).team);
  return (
    <>
      <Breadcrumbs trail={[{ label: shellTexts.settings }]} current={environmentTexts.title} />
      <EnvironmentsView page={page} />
    </>
  );
}
