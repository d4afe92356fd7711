import type { Metadata } from "next";
import { KeysOverview } from "#components/keys/list/keys-overview.tsx";
import { ActivityList } from "#components/overview/activity-list.tsx";
import { AttentionList } from "#components/overview/attention-list.tsx";
import { QuickStartList } from "#components/overview/quick-start-list.tsx";
import { overviewTexts } from "#components/overview/texts.ts";
import { readOverview } from "#lib/queries/overview.ts";

export const metadata: Metadata = { title: overviewTexts.title };

export default async function OverviewPage({ params }: { params: Promise<{ team: string }> }) {
  const { team, counts, keysNeedingAttention, activity, progress, now } = await readOverview(
    (await params).team,
  );
  const settingsPath = `/t/${team.slug}/settings`;
  const keysPath = `${settingsPath}/api-keys`;
  return (
    <div className="flex max-w-5xl flex-col gap-8">
      <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">{team.name}</h1>
      <QuickStartList progress={progress} keysPath={keysPath} membersPath={`${settingsPath}/members`} />
      <KeysOverview keysPath={keysPath} counts={counts} />
      <div className="grid items-start gap-8 lg:grid-cols-2">
        <AttentionList keys={keysNeedingAttention} keysPath={keysPath} now={now} />
        <ActivityList activity={activity} now={now} />
      </div>
    </div>
  );
}
