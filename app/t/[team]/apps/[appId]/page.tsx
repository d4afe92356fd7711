import type { Metadata } from "next";
import { AppActions } from "#components/apps/actions/app-actions.tsx";
import { getAppPath, getAppsPath } from "#components/apps/app-path.ts";
import { hasPublicKeys } from "#components/apps/app-state.ts";
import { AppDetails, AppFacts } from "#components/apps/detail/app-facts.tsx";
import { AppHeader } from "#components/apps/detail/app-header.tsx";
import { AppLimits } from "#components/apps/detail/app-limits.tsx";
import { AppPublicKeys } from "#components/apps/detail/app-public-keys.tsx";
import { AppScopes } from "#components/apps/detail/app-scopes.tsx";
import { AppSecrets } from "#components/apps/detail/app-secrets.tsx";
import { AppTabs, hasAppTab, parseAppPageTab } from "#components/apps/detail/app-tabs.tsx";
import { listAppMarks } from "#components/apps/detail/list-app-marks.ts";
import { appDetailTexts } from "#components/apps/detail/texts.ts";
import { TokenGuide } from "#components/apps/detail/token-guide.tsx";
import { KeylessTab } from "#components/apps/keyless/keyless-tab.tsx";
import { PeopleSection } from "#components/apps/people/people-section.tsx";
import { appTexts } from "#components/apps/texts.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { TargetHistory } from "#components/audit/target-history.tsx";
import { KeyUsage } from "#components/keys/usage-page/key-usage.tsx";
import { KeyRequests } from "#components/requests/key-requests.tsx";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { parseUsageRange, type UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import {
  readAppGrants,
  readAppHistory,
  readAppKeyless,
  readAppPage,
  readAppUsagePage,
} from "#lib/queries/apps/app.ts";
import { readKeyRequests } from "#lib/queries/requests.ts";

/** Not the app's name, because the tab title is visible to people nearby. */
export const metadata: Metadata = { title: appTexts.title };

interface AppPageProps {
  params: Promise<{ team: string; appId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function locate({ team, app }: AppPageData) {
  return { teamSlug: team.slug, appId: app.id };
}

/** What the app is, how it gets tokens, and what those can do. */
function Overview({ page }: { page: AppPageData }) {
  const { app } = page;
  return (
    // In the order of the single-column layout.
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8 xl:grid-cols-[minmax(0,1fr)_minmax(18rem,28%)]">
      <div className="flex min-w-0 flex-col gap-8">
        {app.status === "deleted" ? null : <TokenGuide page={page} />}
        <AppSecrets page={page} />
        {hasPublicKeys(app) ? <AppPublicKeys app={app} /> : null}
      </div>
      <div className="flex min-w-0 flex-col gap-8">
        <AppScopes page={page} />
        <AppLimits page={page} />
        <AppDetails page={page} />
      </div>
    </div>
  );
}

async function Keyless({ page }: { page: AppPageData }) {
  return <KeylessTab page={page} keyless={await readAppKeyless(locate(page))} />;
}

async function People({ page, cursor }: { page: AppPageData; cursor: string | undefined }) {
  return <PeopleSection page={page} grants={await readAppGrants(locate(page), cursor)} />;
}

async function Usage({ page, range }: { page: AppPageData; range: UsageRange }) {
  const { events, ...usage } = await readAppUsagePage(locate(page), range);
  const { app, team, now } = page;
  return (
    <KeyUsage
      secrets={app.secrets}
      marks={listAppMarks(events ?? [], usage.series.from)}
      usage={usage}
      range={range}
      path={getAppPath(team.slug, app.id)}
      now={now}
    />
  );
}

async function Requests({ page }: { page: AppPageData }) {
  const { app, team } = page;
  const requests = await readKeyRequests({ teamSlug: team.slug, keyId: app.id });
  return <KeyRequests keyId={app.id} isApp teamSlug={team.slug} requests={requests} />;
}

async function History({ page }: { page: AppPageData }) {
  const { app, team, environments, now } = page;
  return (
    <TargetHistory
      targetId={app.id}
      teamSlug={team.slug}
      environments={environments}
      now={now}
      history={await readAppHistory(locate(page))}
      texts={appDetailTexts.history}
    />
  );
}

/** Reads the app before the first byte, so that the status code is right. */
export default async function AppPage({ params, searchParams }: AppPageProps) {
  const [{ team, appId }, query] = await Promise.all([params, searchParams]);
  const asked = parseAppPageTab(query.tab);
  const range = parseUsageRange(query.range);
  const search = new URLSearchParams(asked === "usage" ? { tab: asked, range } : { tab: asked });
  const path = getAppPath(team, appId);
  const page = await readAppPage(
    { teamSlug: team, appId },
    asked === "overview" ? path : `${path}?${search}`,
  );
  const tab = hasAppTab(page.app, asked) ? asked : "overview";
  const cursor = typeof query.cursor === "string" ? query.cursor : undefined;
  return (
    <AppActions page={page}>
      <Breadcrumbs
        trail={[{ label: appTexts.title, href: getAppsPath(page.team.slug) }]}
        current={page.app.name}
      />
      <AppHeader page={page} />
      <AppFacts page={page} />
      <AppTabs teamSlug={page.team.slug} app={page.app} current={tab} />
      {tab === "overview" ? <Overview page={page} /> : null}
      {tab === "keyless" ? <Keyless page={page} /> : null}
      {tab === "people" ? <People page={page} cursor={cursor} /> : null}
      {tab === "usage" ? <Usage page={page} range={range} /> : null}
      {tab === "requests" ? <Requests page={page} /> : null}
      {tab === "history" ? <History page={page} /> : null}
    </AppActions>
  );
}
