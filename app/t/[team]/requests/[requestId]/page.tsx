import type { Metadata } from "next";
import { RequestExplanation } from "#components/requests/explanation/request-explanation.tsx";
import { RequestNotFound } from "#components/requests/explanation/request-not-found.tsx";
import { getRequestPath } from "#components/requests/request-filters.ts";
import { requestTexts } from "#components/requests/texts.ts";
import { readRequestPage } from "#lib/queries/requests.ts";

export const metadata: Metadata = { title: requestTexts.title };

interface RequestPageProps {
  params: Promise<{ team: string; requestId: string }>;
}

export default async function RequestPage({ params }: RequestPageProps) {
  const { team: teamSlug, requestId } = await params;
  const { team, request, environments, canWrite } = await readRequestPage(
    teamSlug,
    requestId,
    getRequestPath(teamSlug, requestId),
  );
  if (request === null) return <RequestNotFound teamSlug={team.slug} requestId={requestId} />;
  return <RequestExplanation request={request} team={team} environments={environments} canWrite={canWrite} />;
}
