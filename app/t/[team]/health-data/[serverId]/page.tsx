import type { Metadata } from "next";
import { TargetHistory } from "#components/audit/target-history.tsx";
import { ServerActions } from "#components/health-data/actions/server-actions.tsx";
import { GatewayGuide } from "#components/health-data/detail/gateway-guide.tsx";
import { ServerConnection } from "#components/health-data/detail/server-connection.tsx";
import { ServerCredential } from "#components/health-data/detail/server-credential.tsx";
import { ServerDetails, ServerFacts } from "#components/health-data/detail/server-facts.tsx";
import { ServerGateway } from "#components/health-data/detail/server-gateway.tsx";
import { ServerHeader } from "#components/health-data/detail/server-header.tsx";
import { ServerInteractions } from "#components/health-data/detail/server-interactions.tsx";
import { ServerReach } from "#components/health-data/detail/server-reach.tsx";
import { parseServerPageTab, ServerTabs } from "#components/health-data/detail/server-tabs.tsx";
import { serverTexts } from "#components/health-data/detail/texts.ts";
import { PeopleSection } from "#components/health-data/people/people-section.tsx";
import { getServerPath, getServersPath } from "#components/health-data/server-path.ts";
import { healthDataTexts } from "#components/health-data/texts.ts";
import type { ServerPageData } from "#components/health-data/view-data.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { readServerHistory, readServerPage, readServerPeople } from "#lib/queries/fhir-server.ts";

/** Not the server's name, because the tab title is visible to people nearby. */
export const metadata: Metadata = { title: healthDataTexts.title };

interface ServerPageProps {
  params: Promise<{ team: string; serverId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** How programs reach the server, which of them can, and what they did. */
function Overview({ page }: { page: ServerPageData }) {
  return (
    // In the order of the single-column layout.
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8 xl:grid-cols-[minmax(0,1fr)_minmax(18rem,32%)]">
      <div className="flex min-w-0 flex-col gap-8">
        <ServerGateway page={page} />
        <ServerCredential page={page} />
        <GatewayGuide page={page} />
        <ServerInteractions usage={page.usage} />
      </div>
      <div className="flex min-w-0 flex-col gap-8">
        <ServerConnection server={page.server} />
        <ServerReach page={page} />
        <ServerDetails page={page} />
      </div>
    </div>
  );
}

async function People({ page, cursor }: { page: ServerPageData; cursor: string | undefined }) {
  const address = { teamSlug: page.team.slug, serverId: page.server.id };
  return <PeopleSection page={page} people={await readServerPeople(address, cursor)} />;
}

async function History({ page }: { page: ServerPageData }) {
  const { server, team, environments, now } = page;
  return (
    <TargetHistory
      targetId={server.id}
      teamSlug={team.slug}
      environments={environments}
      now={now}
      history={await readServerHistory({ teamSlug: team.slug, serverId: server.id })}
      texts={serverTexts.history}
    />
  );
}

/** Reads the server before the first byte, so that the status code is right. */
export default async function FhirServerPage({ params, searchParams }: ServerPageProps) {
  const [{ team, serverId }, query] = await Promise.all([params, searchParams]);
  const tab = parseServerPageTab(query.tab);
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  const path = getServerPath(team, serverId);
  const page = await readServerPage(
    { teamSlug: team, serverId },
    tab === "overview" ? path : `${path}?tab=${tab}`,
  );
  return (
    <ServerActions page={page}>
      <Breadcrumbs
        trail={[{ label: healthDataTexts.title, href: getServersPath(page.team.slug) }]}
        current={page.server.name}
      />
      <ServerHeader page={page} />
      <ServerFacts page={page} />
      <ServerTabs teamSlug={page.team.slug} serverId={page.server.id} current={tab} />
      {tab === "overview" ? <Overview page={page} /> : null}
      {tab === "people" ? <People page={page} cursor={cursor} /> : null}
      {tab === "history" ? <History page={page} /> : null}
    </ServerActions>
  );
}
