import type { Metadata } from "next";
import { getAppsPath, getIssuersPath } from "#components/apps/app-path.ts";
import { IssuersView } from "#components/apps/issuers/issuers-view.tsx";
import { issuerTexts } from "#components/apps/issuers/texts.ts";
import { appTexts } from "#components/apps/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { readIssuersPage } from "#lib/queries/apps/issuers.ts";

export const metadata: Metadata = { title: issuerTexts.title };

interface IssuersPageProps {
  params: Promise<{ team: string }>;
}

export default async function IssuersPage({ params }: IssuersPageProps) {
  const { team } = await params;
  const page = await readIssuersPage(team, getIssuersPath(team));
  return (
    <>
      <Breadcrumbs
        trail={[{ label: appTexts.title, href: getAppsPath(page.team.slug) }]}
        current={issuerTexts.title}
      />
      <IssuersView page={page} />
    </>
  );
}
