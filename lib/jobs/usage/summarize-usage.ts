import { usageRanges } from "#lib/contract/keys/usage-ranges.ts";
import { dayMs, minuteMs } from "#lib/domain/common/durations.ts";
import { planSpans, type Span, summarySeconds } from "#lib/domain/usage/plan-spans.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type DatabaseTime, readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import { repeatJob } from "#lib/platform/process/repeat-job.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { countedHolders } from "#lib/services/usage/counted-holders.ts";
import { keySummaryDays, teamSummaryDays } from "#lib/services/usage/summary-days.ts";

type SummarizingRuntime = Pick<Runtime, "database" | "logger">;

const intervalMs = 5 * minuteMs;

/** How long after its end a span is added up: every instance has saved its counts by then. */
const graceMs = 10 * minuteMs;

/** Whole days for which hours are added up. Older days are added up at once. */
const hourlyDays = 2;

/** Rows are kept a little longer than they are used, so that no page reads a span while it is deleted. */
const marginMs = 2 * dayMs;

const { hour, sixHours, day, tenDays } = summarySeconds;

/** The whole days of the ranges that pages offer, whose last day is today. */
const rangeDays = Object.values(usageRanges).flatMap(({ interval, length }) =>
  interval === "day" ? [length - 1] : [],
);

interface Level {
  durationSeconds: number;
  /** Where the counts come from: single counts, or shorter spans. */
  source: "counts" | typeof hour | typeof day;
  from: number;
  to: number;
}

/** In this order, because each level can use the results of those before it. */
function listLevels(now: DatabaseTime): Level[] {
  const ended = now.getTime() - graceMs;
  const today = floor(now.getTime(), day);
  const recent = today - hourlyDays * dayMs;
  return [
    { durationSeconds: hour, source: "counts", from: recent, to: ended },
    { durationSeconds: sixHours, source: hour, from: recent, to: ended },
    { durationSeconds: day, source: hour, from: recent, to: ended },
    { durationSeconds: day, source: "counts", from: today - teamSummaryDays * dayMs, to: recent },
    { durationSeconds: tenDays, source: day, from: today - keySummaryDays * dayMs, to: ended },
  ];
}

function floor(ms: number, seconds: number): number {
  return Math.floor(ms / (seconds * 1000)) * seconds * 1000;
}

/** The starts of the whole spans in the level's interval, newest first. */
function listStarts({ durationSeconds, from, to }: Level): Date[] {
  const lengthMs = durationSeconds * 1000;
  const starts: Date[] = [];
  for (let at = floor(to, durationSeconds) - lengthMs; at >= from; at -= lengthMs) starts.push(new Date(at));
  return starts;
}

/** The rows of `key_usage` have these durations. Named so that the index on duration and start is used. */
const countedDurations = Prisma.sql`usage.duration_seconds IN (60, 3600, 86400)`;

function whereSource(source: Level["source"]): Prisma.Sql {
  if (source === "counts") return Prisma.sql`key_usage usage WHERE ${countedDurations}`;
  return Prisma.sql`key_usage_summaries usage WHERE usage.duration_seconds = ${source}`;
}

/** Spans that have usage and are not added up yet. */
async function listMissing({ database }: SummarizingRuntime, level: Level): Promise<Date[]> {
  const starts = listStarts(level).map((start) => start.toISOString());
  const rows = await database.prisma.$queryRaw<{ startsAt: Date }[]>`
    SELECT span.starts_at AS "startsAt" FROM unnest(${starts}::timestamptz[]) WITH ORDINALITY AS span (starts_at, position)
    CROSS JOIN LATERAL (
      SELECT 1 FROM ${whereSource(level.source)} AND usage.starts_at >= span.starts_at
        AND usage.starts_at < span.starts_at + make_interval(secs => ${level.durationSeconds}) LIMIT 1
    ) AS used
    WHERE NOT EXISTS (SELECT 1 FROM usage_summaries known
      WHERE known.duration_seconds = ${level.durationSeconds} AND known.starts_at = span.starts_at)
    ORDER BY span.position`;
  return rows.map(({ startsAt }) => startsAt);
}

/**
 * Adds up a span from the single counts, in one statement: the row in `usage_summaries` decides which of several instances
 * does it, and no reader sees it without the sums.
 */
function summarizeCounts({ database }: SummarizingRuntime, startsAt: Date, durationSeconds: number) {
  const from = startsAt.toISOString();
  const to = new Date(startsAt.getTime() + durationSeconds * 1000).toISOString();
  return database.prisma.$executeRaw`
    WITH counted AS MATERIALIZED (
      SELECT key.team_id, key.environment_id, usage.key_id, date_trunc('hour', usage.starts_at, 'UTC') AS hour, usage.outcome,
        sum(usage.count) AS count
      FROM key_usage usage JOIN ${countedHolders} key ON key.id = usage.key_id
      WHERE ${countedDurations} AND usage.starts_at >= ${from}::timestamptz AND usage.starts_at < ${to}::timestamptz
      GROUP BY 1, 2, 3, 4, 5
    ), span AS (
      INSERT INTO usage_summaries (duration_seconds, starts_at) VALUES (${durationSeconds}, ${from}::timestamptz)
      ON CONFLICT DO NOTHING RETURNING 1
    ), teams AS (
      INSERT INTO team_usage_summaries (team_id, starts_at, environment_id, outcome, count)
      SELECT team_id, hour, environment_id, outcome, sum(count) FROM counted WHERE EXISTS (SELECT 1 FROM span)
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (team_id, starts_at, environment_id, outcome) DO UPDATE SET count = excluded.count
    )
    INSERT INTO key_usage_summaries (team_id, duration_seconds, starts_at, key_id, outcome, count)
    SELECT team_id, ${durationSeconds}, ${from}::timestamptz, key_id, outcome, sum(count) FROM counted
    WHERE EXISTS (SELECT 1 FROM span) GROUP BY team_id, key_id, outcome ORDER BY team_id, key_id, outcome
    ON CONFLICT (team_id, duration_seconds, starts_at, key_id, outcome) DO UPDATE SET count = excluded.count`;
}

/** Adds up shorter spans of the same keys. */
function summarizeSpans({ database }: SummarizingRuntime, startsAt: Date, level: Level, source: number) {
  const { durationSeconds } = level;
  const from = startsAt.toISOString();
  const to = new Date(startsAt.getTime() + durationSeconds * 1000).toISOString();
  return database.prisma.$executeRaw`
    WITH span AS (
      INSERT INTO usage_summaries (duration_seconds, starts_at) VALUES (${durationSeconds}, ${from}::timestamptz)
      ON CONFLICT DO NOTHING RETURNING 1
    )
    INSERT INTO key_usage_summaries (team_id, duration_seconds, starts_at, key_id, outcome, count)
    SELECT team_id, ${durationSeconds}, ${from}::timestamptz, key_id, outcome, sum(count) FROM key_usage_summaries
    WHERE duration_seconds = ${source} AND starts_at >= ${from}::timestamptz AND starts_at < ${to}::timestamptz
      AND EXISTS (SELECT 1 FROM span)
    GROUP BY team_id, key_id, outcome ORDER BY team_id, key_id, outcome
    ON CONFLICT (team_id, duration_seconds, starts_at, key_id, outcome) DO UPDATE SET count = excluded.count`;
}

/** A time to add up in spans of this duration, in milliseconds. */
interface Part {
  durationSeconds: number;
  from: number;
  to: number;
}

/** Whether sums over this time would leave out usage, because a part of this duration has failed. */
function lacksParts(
  failed: readonly Part[],
  durationSeconds: number,
  { from, to }: Pick<Part, "from" | "to">,
): boolean {
  return failed.some((part) => part.durationSeconds === durationSeconds && part.from < to && part.to > from);
}

/** Runs the work, and logs its failure, so that one span cannot keep all others from being added up. */
async function tryToAddUp({ logger }: SummarizingRuntime, span: Part, work: () => Promise<unknown>) {
  try {
    await work();
    return true;
  } catch (error) {
    const { durationSeconds, from } = span;
    logger.warn({ err: error, durationSeconds, from: new Date(from) }, "adding up a span of usage failed");
    return false;
  }
}

/** Adds up the missing spans of a level, except those with a failed part. Adds the spans that are still missing to `failed`. */
async function summarizeLevel(
  runtime: SummarizingRuntime,
  level: Level,
  failed: Part[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { source, durationSeconds } = level;
  let missing: Date[] = [];
  const isListed = await tryToAddUp(runtime, level, async () => {
    missing = await listMissing(runtime, level);
  });
  if (!isListed) failed.push(level);
  for (const startsAt of missing) {
    if (signal?.aborted === true) return;
    const from = startsAt.getTime();
    const span = { durationSeconds, from, to: from + durationSeconds * 1000 };
    const canAddUp = source === "counts" || !lacksParts(failed, source, span);
    // Paced: on the embedded engine nothing else can run during a statement.
    const addUp = () =>
      runtime.database.heavy.runBatch(async () =>
        source === "counts"
          ? summarizeCounts(runtime, startsAt, durationSeconds)
          : summarizeSpans(runtime, startsAt, level, source),
      );
    if (!(canAddUp && (await tryToAddUp(runtime, span, addUp)))) failed.push(span);
  }
}

/**
 * Adds up the whole days of each range that pages offer, so that they read one row for each key and result. Replaces those of
 * yesterday, which begin a day earlier.
 */
async function summarizeRanges(
  runtime: SummarizingRuntime,
  now: DatabaseTime,
  failed: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const to = floor(now.getTime() - graceMs, day);
  for (const days of rangeDays) {
    if (signal?.aborted === true) return;
    const range = { durationSeconds: (days * dayMs) / 1000, from: to - days * dayMs, to };
    if (lacksParts(failed, day, range)) continue;
    await tryToAddUp(runtime, range, () => summarizeRange(runtime, range));
  }
}

async function summarizeRange(
  { database }: SummarizingRuntime,
  { durationSeconds, ...range }: Part,
): Promise<void> {
  const [from, to] = [new Date(range.from), new Date(range.to)];
  const existing = await database.prisma.usageSummary.findMany({
    where: { durationSeconds: { in: [day, tenDays, durationSeconds] }, startsAt: { gte: from, lt: to } },
  });
  const { spans } = planSpans({ from, to }, existing);
  if (spans.length === 0 || spans.some((span) => span.durationSeconds === durationSeconds)) return;
  await database.heavy.runBatch(async () =>
    summarizeList(database, { startsAt: from, durationSeconds }, spans),
  );
}

function summarizeList({ prisma }: Database, { startsAt, durationSeconds }: Span, parts: readonly Span[]) {
  const from = startsAt.toISOString();
  return prisma.$executeRaw`
    WITH span AS (
      INSERT INTO usage_summaries (duration_seconds, starts_at) VALUES (${durationSeconds}, ${from}::timestamptz)
      ON CONFLICT DO NOTHING RETURNING 1
    )
    INSERT INTO key_usage_summaries (team_id, duration_seconds, starts_at, key_id, outcome, count)
    SELECT team_id, ${durationSeconds}, ${from}::timestamptz, key_id, outcome, sum(count) FROM key_usage_summaries
    WHERE (duration_seconds, starts_at) IN (SELECT * FROM unnest(
        ${parts.map((part) => part.durationSeconds)}::int[], ${parts.map((part) => part.startsAt.toISOString())}::timestamptz[]))
      AND EXISTS (SELECT 1 FROM span)
    GROUP BY team_id, key_id, outcome ORDER BY team_id, key_id, outcome
    ON CONFLICT (team_id, duration_seconds, starts_at, key_id, outcome) DO UPDATE SET count = excluded.count`;
}

/** Deletes sums that no page reads any more. Hours stay until their day is added up. */
function deleteOld({ database }: SummarizingRuntime, now: DatabaseTime): (() => PromiseLike<unknown>)[] {
  const { prisma } = database;
  const before = (days: number) => new Date(now.getTime() - days * dayMs - marginMs);
  const hoursBefore = before(hourlyDays).toISOString();
  const isSummarized = Prisma.sql`EXISTS (SELECT 1 FROM usage_summaries known WHERE known.duration_seconds = ${day}
    AND known.starts_at = date_trunc('day', old.starts_at, 'UTC'))`;
  return [
    () => prisma.$executeRaw`DELETE FROM usage_summaries old WHERE old.duration_seconds IN (${hour}, ${sixHours})
      AND old.starts_at < ${hoursBefore}::timestamptz AND ${isSummarized}`,
    () => prisma.$executeRaw`DELETE FROM key_usage_summaries old WHERE old.duration_seconds IN (${hour}, ${sixHours})
      AND old.starts_at < ${hoursBefore}::timestamptz AND ${isSummarized}`,
    ...rangeDays.flatMap((days) => {
      const where = { durationSeconds: (days * dayMs) / 1000, startsAt: { lt: before(days) } };
      return [
        () => prisma.usageSummary.deleteMany({ where }),
        () => prisma.keyUsageSummary.deleteMany({ where }),
      ];
    }),
    () =>
      prisma.keyUsageSummary.deleteMany({
        where: { durationSeconds: { in: [day, tenDays] }, startsAt: { lt: before(keySummaryDays + 10) } },
      }),
    () => prisma.teamUsageSummary.deleteMany({ where: { startsAt: { lt: before(teamSummaryDays) } } }),
    () => prisma.usageSummary.deleteMany({ where: { startsAt: { lt: before(teamSummaryDays) } } }),
  ];
}

/**
 * Adds up the usage of hours and days that have ended, for pages about a whole team. The first run after an upgrade adds up
 * all earlier days. Idempotent, and safe on several instances at once. Until a span is added up, pages read its single
 * counts.
 */
export async function summarizeUsage(
  runtime: SummarizingRuntime,
  now: DatabaseTime,
  signal?: AbortSignal,
): Promise<void> {
  const failed: Part[] = [];
  for (const level of listLevels(now)) {
    if (signal?.aborted === true) return;
    await summarizeLevel(runtime, level, failed, signal);
  }
  await summarizeRanges(runtime, now, failed, signal);
  for (const step of deleteOld(runtime, now)) {
    if (signal?.aborted === true) return;
    await step();
  }
}

/** Runs immediately and every five minutes until stopped. A failure is logged and tried again. */
export function startSummarizing(runtime: Pick<Runtime, "database" | "logger" | "usage" | "metrics">): {
  stop: () => Promise<void>;
} {
  return repeatJob(runtime.logger, {
    everyMs: intervalMs,
    failure: "adding up usage failed",
    run: (signal) =>
      runtime.metrics.jobs.time("summarize_usage", async () => {
        // Counts of an ended span that are still in memory, for example after the database was unreachable.
        await runtime.usage.flush();
        await summarizeUsage(runtime, await readDatabaseTime(runtime.database), signal);
      }),
  });
}
