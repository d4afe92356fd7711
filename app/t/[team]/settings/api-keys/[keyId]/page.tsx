import type { Metadata } from "next";
import { Suspense } from "react";
import { KeyDetails, KeyFacts } from "#components/keys/detail/key-facts.tsx";
import { KeyHeader } from "#components/keys/detail/key-header.tsx";
import { KeyHistory } from "#components/keys/detail/key-history.tsx";
import { KeyPermissions } from "#components/keys/detail/key-permissions.tsx";
import { KeyRestrictions } from "#components/keys/detail/key-restrictions.tsx";
import { KeySecrets } from "#components/keys/detail/key-secrets.tsx";
import { KeyTabs, parseKeyPageTab } from "#components/keys/detail/key-tabs.tsx";
import { getKeyPath } from "#components/keys/key-path.ts";
import { KeyTest } from "#components/keys/test/key-test.tsx";
import { keyTexts } from "#components/keys/texts.ts";
import { KeyUsage } from "#components/keys/usage-page/key-usage.tsx";
import { toMarks } from "#components/keys/usage-page/to-marks.ts";
import { KeyRequests } from "#components/requests/key-requests.tsx";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { parseUsageRange, type UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { readKeyHistory, readKeyPage, readKeyUsagePage, readSecretUsage } from "#lib/queries/key.ts";
import { readKeyRequests } from "#lib/queries/requests.ts";

/** Not the key's name, because the tab title is visible to people nearby. */
export const metadata: Metadata = { title: keyTexts.title };

interface KeyPageProps {
  params: Promise<{ team: string; keyId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

type Page = Awaited<ReturnType<typeof readKeyPage>>;

function locate({ team, key }: Page) {
  return { teamSlug: team.slug, keyId: key.id };
}

async function Secrets({ page }: { page: Page }) {
  const usage = await readSecretUsage(locate(page));
  return <KeySecrets keyDto={page.key} usage={usage} now={page.now} />;
}

/** What the key is, and what it can do. The counts of its secrets stream in later. */
function Overview({ page }: { page: Page }) {
  const { key, now } = page;
  return (
    // In the order of the single-column layout.
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8 xl:grid-cols-[minmax(0,1fr)_minmax(18rem,28%)]">
      <div className="flex min-w-0 flex-col gap-8">
        <KeyDetails page={page} />
        <KeyTest page={page} />
        <Suspense fallback={<KeySecrets keyDto={key} usage={undefined} now={now} />}>
          <Secrets page={page} />
        </Suspense>
      </div>
      <div className="flex min-w-0 flex-col gap-8">
        <KeyPermissions page={page} />
        <KeyRestrictions page={page} />
      </div>
    </div>
  );
}

async function Usage({ page, range }: { page: Page; range: UsageRange }) {
  const { events, ...usage } = await readKeyUsagePage(locate(page), range);
  const { key, team, now } = page;
  return (
    <KeyUsage
      secrets={key.secrets}
      marks={toMarks(key, events, usage.series.from)}
      usage={usage}
      range={range}
      path={getKeyPath(team.slug, key.id)}
      now={now}
    />
  );
}

async function Requests({ page }: { page: Page }) {
  const requests = await readKeyRequests(locate(page));
  return <KeyRequests keyId={page.key.id} teamSlug={page.team.slug} requests={requests} />;
}

async function History({ page }: { page: Page }) {
  return <KeyHistory page={page} history={await readKeyHistory(locate(page))} />;
}

/** Reads the key before the first byte, so that the status code is right. */
export default async function KeyPage({ params, searchParams }: KeyPageProps) {
  const [{ team, keyId }, query] = await Promise.all([params, searchParams]);
  const tab = parseKeyPageTab(query.tab);
  const range = parseUsageRange(query.range);
  const search = new URLSearchParams(tab === "usage" ? { tab, range } : { tab });
  const path = getKeyPath(team, keyId);
  const returnPath = tab === "overview" ? path : `${path}?${search}`;
  const page = await readKeyPage({ teamSlug: team, keyId }, returnPath);
  return (
    <div>
      <Breadcrumbs
        trail={[
          { label: shellTexts.settings },
          { label: keyTexts.title, href: `/t/${encodeURIComponent(page.team.slug)}/settings/api-keys` },
        ]}
        current={page.key.name}
      />
      <KeyHeader page={page} />
      <KeyFacts page={page} />
      <KeyTabs teamSlug={page.team.slug} keyId={page.key.id} current={tab} />
      {tab === "overview" ? <Overview page={page} /> : null}
      {tab === "usage" ? <Usage page={page} range={range} /> : null}
      {tab === "requests" ? <Requests page={page} /> : null}
      {tab === "history" ? <History page={page} /> : null}
    </div>
  );
}
