import { clsx } from "clsx";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { ChartCard } from "#components/chart/chart-card.tsx";
import { RangePicker } from "#components/chart/range-picker.tsx";
import { FirstSteps } from "#components/first-steps/first-steps.tsx";
import { nameSkipCookie } from "#components/first-steps/skip-cookie.ts";
import { colorSamples, writeStoredKeySamples } from "#components/first-steps/write-samples.tsx";
import { UsageBars } from "#components/keys/usage/usage-bars.tsx";
import { toTotals } from "#components/keys/usage-page/to-series.ts";
import { ActivityList } from "#components/overview/activity-list.tsx";
import { AttentionList } from "#components/overview/attention-list.tsx";
import { EnvironmentUsage } from "#components/overview/environment-usage.tsx";
import { FirstStepsAside, InviteHint } from "#components/overview/first-session-aside.tsx";
import { RejectionReasons } from "#components/overview/rejection-reasons.tsx";
import { overviewTexts } from "#components/overview/texts.ts";
import { Tiles } from "#components/overview/tiles.tsx";
import { TopKeys } from "#components/overview/top-keys.tsx";
import { defaultUsageRange, parseUsageRange, type UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { readOverview } from "#lib/queries/overview.ts";
import { readOrigin } from "#lib/queries/page-context.ts";

export const metadata: Metadata = { title: overviewTexts.title };

interface OverviewPageProps {
  params: Promise<{ team: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface View {
  range: UsageRange;
  reason: string | undefined;
  isAllAttentionShown: boolean;
}

/** What the URL asks for. A reason that no verification can have is ignored. */
function parseView({ range, reason, attention }: Record<string, string | string[] | undefined>): View {
  const isReason = typeof reason === "string" && /^[A-Z_]{1,40}$/.test(reason) && reason !== "VALID";
  return {
    range: parseUsageRange(range),
    reason: isReason ? reason : undefined,
    isAllAttentionShown: attention === "all",
  };
}

/** The path of the view, to return to after the sign-in. */
function getViewPath(team: string, { range, reason, isAllAttentionShown }: View): string {
  const query = new URLSearchParams({
    ...(range === defaultUsageRange ? {} : { range }),
    ...(reason === undefined ? {} : { reason }),
    ...(isAllAttentionShown ? { attention: "all" } : {}),
  });
  const path = `/t/${encodeURIComponent(team)}`;
  return query.size === 0 ? path : `${path}?${query}`;
}

type Overview = Awaited<ReturnType<typeof readOverview>>;

/** Before the first request there is no usage to show. */
async function FirstSession({ overview, view }: { overview: Overview; view: View }) {
  const { team, userId, attention, activity, progress, now } = overview;
  const keysPath = `/t/${team.slug}/settings/api-keys`;
  const samples = colorSamples(writeStoredKeySamples(await readOrigin()));
  return (
    <>
      <header className="mb-5">
        <h1 className="font-semibold text-xl">{overviewTexts.title}</h1>
        <p className="mt-0.5 max-w-2xl text-muted text-sm">{overviewTexts.start.intro}</p>
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <FirstSteps data={progress} team={team} userId={userId} samples={samples} />
        <FirstStepsAside />
        <ActivityList teamSlug={team.slug} activity={activity} now={now} />
        {attention.keys.length === 0 ? null : (
          <AttentionList
            attention={attention}
            otherHref={`/t/${team.slug}${view.isAllAttentionShown ? "" : "?attention=all"}#attention`}
            isAllShown={view.isAllAttentionShown}
            keysPath={keysPath}
            now={now}
          />
        )}
      </div>
    </>
  );
}

function Usage({ overview, view }: { overview: Overview; view: View }) {
  const { team, usage, attention, activity, progress, now } = overview;
  const { range, reason, isAllAttentionShown } = view;
  const path = `/t/${team.slug}`;
  const keysPath = `${path}/settings/api-keys`;
  const otherAttention = new URLSearchParams({
    range,
    ...(reason === undefined ? {} : { reason }),
    ...(isAllAttentionShown ? {} : { attention: "all" }),
  });
  // Rendered on the server, so that the browser needs no code for it.
  const bars = Object.fromEntries(
    [...overview.recentUsage].map(([id, days]) => [
      id,
      <UsageBars key={id} days={days} isTotalShown={false} />,
    ]),
  );
  return (
    <>
      <header className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1 className="font-semibold text-xl">{overviewTexts.title}</h1>
        <RangePicker current={range} path={path} />
      </header>
      <div
        className={clsx(
          "grid grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[repeat(6,minmax(0,1fr))]",
          // The list can be much longer than the chart.
          isAllAttentionShown && "items-start",
        )}
      >
        <div className="min-w-0 xl:col-span-full">
          <Tiles usage={usage} keys={overview.keys} range={range} keysPath={keysPath} now={now} />
        </div>
        <div className="min-w-0 xl:col-span-4">
          <ChartCard
            id="requests"
            title={overviewTexts.chart}
            bars={usage.series.data.map(({ startsAt }) => startsAt)}
            interval={usage.series.interval}
            series={toTotals(usage.series)}
            height={260}
          />
        </div>
        <div className="min-w-0 xl:col-span-2">
          <AttentionList
            attention={attention}
            otherHref={`${path}?${otherAttention}#attention`}
            isAllShown={isAllAttentionShown}
            keysPath={keysPath}
            now={now}
          />
        </div>
        <div className="min-w-0 xl:col-span-3">
          <TopKeys teamSlug={team.slug} keys={usage.topKeys} range={range} bars={bars} reason={reason} />
        </div>
        <div className="min-w-0 xl:col-span-3">
          <RejectionReasons teamSlug={team.slug} reasons={usage.reasons} range={range} />
        </div>
        <div className="min-w-0 xl:col-span-2">
          <EnvironmentUsage environments={usage.environments} keysPath={keysPath} />
        </div>
        <div className="min-w-0 xl:col-span-4">
          <ActivityList teamSlug={team.slug} activity={activity} now={now} />
        </div>
        {progress.hasSecondMember ? null : (
          <div className="min-w-0 xl:col-span-full">
            <InviteHint teamSlug={team.slug} />
          </div>
        )}
      </div>
    </>
  );
}

export default async function OverviewPage({ params, searchParams }: OverviewPageProps) {
  const [{ team }, query] = await Promise.all([params, searchParams]);
  const view = parseView(query);
  const overview = await readOverview(team, view, getViewPath(team, view));
  const skipped = (await cookies()).get(nameSkipCookie(overview.team.id));
  const isStarted = overview.progress.hasUsedKey || overview.usage.series.total > 0;
  return (
    <div>
      {isStarted || skipped?.value === overview.userId ? (
        <Usage overview={overview} view={view} />
      ) : (
        <FirstSession overview={overview} view={view} />
      )}
    </div>
  );
}
