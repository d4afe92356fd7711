import type { Metadata } from "next";
import { Suspense } from "react";
import { KeyFacts } from "#components/keys/detail/key-facts.tsx";
import { KeyHeader } from "#components/keys/detail/key-header.tsx";
import { KeyHistory } from "#components/keys/detail/key-history.tsx";
import { KeyPermissions } from "#components/keys/detail/key-permissions.tsx";
import { KeyRestrictions } from "#components/keys/detail/key-restrictions.tsx";
import { KeySecrets } from "#components/keys/detail/key-secrets.tsx";
import { KeyUsage } from "#components/keys/detail/key-usage.tsx";
import { getKeyPath } from "#components/keys/key-path.ts";
import { KeyTest } from "#components/keys/test/key-test.tsx";
import { keyTexts } from "#components/keys/texts.ts";
import { KeyRequests } from "#components/requests/key-requests.tsx";
import { requestTexts } from "#components/requests/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { shellTexts } from "#components/shell/texts.ts";
import { Section } from "#components/ui/display/section.tsx";
import { readKeyCalls, readKeyHistory, readKeyPage } from "#lib/queries/key.ts";
import { readKeyRequests } from "#lib/queries/requests.ts";

/** Not the key's name, because the tab title is visible to people nearby. */
export const metadata: Metadata = { title: keyTexts.title };

interface KeyPageProps {
  params: Promise<{ team: string; keyId: string }>;
}

type Page = Awaited<ReturnType<typeof readKeyPage>>;

function locate({ team, key }: Page) {
  return { teamSlug: team.slug, keyId: key.id };
}

async function Secrets({ page }: { page: Page }) {
  const usage = await readKeyCalls(locate(page), "secret");
  return <KeySecrets keyDto={page.key} usage={usage} now={page.now} />;
}

async function Usage({ page }: { page: Page }) {
  return <KeyUsage usage={await readKeyCalls(locate(page), "outcome")} />;
}

async function Requests({ page }: { page: Page }) {
  const requests = await readKeyRequests(locate(page));
  return <KeyRequests keyId={page.key.id} teamSlug={page.team.slug} requests={requests} />;
}

async function History({ page }: { page: Page }) {
  return <KeyHistory page={page} history={await readKeyHistory(locate(page))} />;
}

/** Reads the key before the first byte, so that the status code is right. Usage data streams in later. */
export default async function KeyPage({ params }: KeyPageProps) {
  const { team, keyId } = await params;
  const page = await readKeyPage({ teamSlug: team, keyId }, getKeyPath(team, keyId));
  const { key, now } = page;
  return (
    <div className="max-w-6xl">
      <Breadcrumbs
        trail={[
          { label: shellTexts.settings },
          { label: keyTexts.title, href: `/t/${encodeURIComponent(page.team.slug)}/settings/api-keys` },
        ]}
        current={key.name}
      />
      <KeyHeader page={page} />
      {/* In the order of the single-column layout. With two columns, the second is next to the rest. */}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-8 xl:grid-cols-[minmax(0,1fr)_minmax(18rem,28%)] xl:grid-rows-[auto_1fr]">
        <div className="flex min-w-0 flex-col gap-8">
          <KeyFacts page={page} />
          <Suspense fallback={<KeySecrets keyDto={key} usage={undefined} now={now} />}>
            <Secrets page={page} />
          </Suspense>
        </div>
        <div className="flex min-w-0 flex-col gap-8 xl:row-span-2">
          <KeyPermissions page={page} />
          <KeyRestrictions page={page} />
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <KeyTest page={page} />
          <Suspense fallback={<KeyUsage usage={undefined} />}>
            <Usage page={page} />
          </Suspense>
          <Section id="requests" title={requestTexts.title}>
            <Suspense fallback={<p className="text-muted text-sm">{requestTexts.loading}</p>}>
              <Requests page={page} />
            </Suspense>
          </Section>
          <Suspense fallback={<KeyHistory page={page} history={undefined} />}>
            <History page={page} />
          </Suspense>
        </div>
      </div>
    </div>
  );
}
