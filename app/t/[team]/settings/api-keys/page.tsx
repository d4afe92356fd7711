import type { Metadata } from "next";
import { cookies } from "next/headers";
import { Suspense } from "react";
import { nameSkipCookie } from "#components/first-steps/skip-cookie.ts";
import { type FirstStepsData, isGuideShown } from "#components/first-steps/steps.ts";
import {
  colorSamples,
  writeOwnKeySamples,
  writeStoredKeySamples,
} from "#components/first-steps/write-samples.tsx";
import { type KeyFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import { KeyTabs, QuickFilters } from "#components/keys/filter/key-tabs.tsx";
import { listSelects } from "#components/keys/filter/list-selects.ts";
import {
  listCountedQueries,
  parseKeyFilters,
  toListQuery,
} from "#components/keys/filter/parse-key-filters.ts";
import { emptyTexts } from "#components/keys/list/empty-texts.ts";
import { KeysPager } from "#components/keys/list/keys-pager.tsx";
import { KeysSkeleton } from "#components/keys/list/keys-skeleton.tsx";
import { KeysView } from "#components/keys/list/keys-view.tsx";
import { keyTexts } from "#components/keys/texts.ts";
import type { DayUsage } from "#components/keys/usage/measure-bars.ts";
import { UsageBars } from "#components/keys/usage/usage-bars.tsx";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { shellTexts } from "#components/shell/texts.ts";
import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import { readKeysPage } from "#lib/queries/keys.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

export const metadata: Metadata = { title: keyTexts.title };

interface ApiKeysPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const noRequests: readonly DayUsage[] = Array.from({ length: 7 }, () => ({ accepted: 0, refused: 0 }));

/** The first steps, and the code of the first request with and without the key from the environment. */
async function createGuide(data: FirstStepsData) {
  const origin = await readOrigin();
  return {
    data,
    samples: colorSamples(writeStoredKeySamples(origin)),
    ownKeySamples: data.hasUsedKey ? null : colorSamples(writeOwnKeySamples(origin)),
  };
}

async function Keys({ team, filters }: { team: string; filters: KeyFilters }) {
  const read = await readKeysPage(team, toListQuery(filters), listCountedQueries(filters));
  const { usage, isFirstPage, everyone, firstSteps, ...page } = read;
  // Rendered on the server, so that the browser needs no code for it.
  const usageBars = Object.fromEntries(
    page.keys.data.map(({ id }) => [id, <UsageBars key={id} days={usage.get(id) ?? noRequests} />]),
  );
  // The URL's cursor may point to a page that no longer exists, so links must not repeat it.
  const shown = isFirstPage ? { ...filters, cursor: "" } : filters;
  const skipped = (await cookies()).get(nameSkipCookie(page.team.id));
  const isGuided = isGuideShown(firstSteps, page.keyCount, skipped?.value === page.viewer.userId);
  const readOnlyReason = page.viewer.canWrite ? undefined : emptyTexts.readOnly(listManagers(page.people));
  return (
    <KeysView
      guide={isGuided ? await createGuide(firstSteps) : null}
      page={{ ...page, readOnlyReason, usage: Object.fromEntries(usage) }}
      filters={shown}
      usageBars={usageBars}
      tabs={<KeyTabs filters={shown} counts={page.counts} />}
      selects={listSelects({ ...page, everyone }, shown)}
      pager={<KeysPager page={page} filters={shown} />}
      quickFilters={<QuickFilters filters={shown} counts={page.counts} />}
    />
  );
}

/** Checks access before the first byte, so that the status code is right. A loading.tsx would be sent first. */
export default async function ApiKeysPage({ params, searchParams }: ApiKeysPageProps) {
  const [{ team }, query] = await Promise.all([params, searchParams]);
  const filters = parseKeyFilters(query);
  const search = writeKeyFilters(filters);
  const path = `/t/${encodeURIComponent(team)}/settings/api-keys`;
  await requirePageActor(team, search === "?" ? path : `${path}${search}`);
  return (
    <>
      <Breadcrumbs trail={[{ label: shellTexts.settings }]} current={keyTexts.title} />
      <Suspense fallback={<KeysSkeleton />}>
        <Keys team={team} filters={filters} />
      </Suspense>
    </>
  );
}
