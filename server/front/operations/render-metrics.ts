import type { Pool } from "pg";
import { type Durations, durationBuckets } from "#lib/platform/metrics/metrics.ts";
import { noThreads, type ThreadCounts } from "#lib/platform/metrics/thread-counts.ts";
import type { PagesReport } from "#lib/platform/processes/pages-contract.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** The process that serves pages and the API, if there is one. */
interface PagesState {
  isReady: boolean;
  report: PagesReport;
}

type MetricType = "counter" | "gauge" | "histogram";

/** One metric with its samples, in Prometheus's text format 0.0.4. */
function describe(name: string, type: MetricType, help: string, samples: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples].join("\n");
}

function single(name: string, type: MetricType, help: string, value: number): string {
  return describe(name, type, help, [`${name} ${formatNumber(value)}`]);
}

function formatNumber(value: number): string {
  return value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
}

const durationName = "byteengine_http_request_duration_seconds";

function listDurationSamples({ route, status, counts, count, sumSeconds }: Durations): string[] {
  const labels = `route="${route}",status="${status}"`;
  let sum = 0;
  const buckets = durationBuckets.map((end, index) => {
    sum += counts[index] ?? 0;
    return `${durationName}_bucket{${labels},le="${end}"} ${sum}`;
  });
  return [
    ...buckets,
    `${durationName}_bucket{${labels},le="+Inf"} ${count}`,
    `${durationName}_sum{${labels}} ${sumSeconds}`,
    `${durationName}_count{${labels}} ${count}`,
  ];
}

function renderVerifications({ metrics, keys }: Runtime, threads: ThreadCounts): string[] {
  const { hits, misses, stale, unknown, size, digests, lagMs } = keys.count();
  const verifications = metrics
    .listVerifications()
    .map(
      ({ kind, outcome, count }) =>
        `byteengine_verifications_total{kind="${kind}",outcome="${outcome}"} ${count}`,
    );
  return [
    describe("byteengine_verifications_total", "counter", "Verifications by outcome.", verifications),
    single("byteengine_key_cache_hits_total", "counter", "Keys found in memory.", hits + threads.keys.hits),
    single(
      "byteengine_key_cache_misses_total",
      "counter",
      "Keys that had to be read from the database.",
      misses,
    ),
    single(
      "byteengine_key_cache_stale_total",
      "counter",
      "Keys answered from memory because the database was unreachable.",
      stale + threads.keys.stale,
    ),
    single(
      "byteengine_key_cache_unknown_total",
      "counter",
      "Well-formed keys that do not exist, rejected without a lookup of their own.",
      unknown,
    ),
    single(
      "byteengine_key_cache_size",
      "gauge",
      "Keys in the memory of all threads.",
      size + threads.keys.size,
    ),
    single("byteengine_key_digests", "gauge", "Digests of secrets in memory.", digests.size),
    single("byteengine_key_digests_bytes", "gauge", "Memory used by those digests.", digests.bytes),
    single(
      "byteengine_invalidation_lag_seconds",
      "gauge",
      "Time since the instance last knew all changes to keys.",
      lagMs / 1000,
    ),
  ];
}

const limiterModes = ["memory", "shared", "away"] as const;

function renderLimiter({ limiter }: Runtime, threads: ThreadCounts): string[] {
  const { mode, countedLocally } = limiter.describe();
  const samples = limiterModes.map((one) => `byteengine_limiter_mode{mode="${one}"} ${one === mode ? 1 : 0}`);
  return [
    describe(
      "byteengine_limiter_mode",
      "gauge",
      "Where limits are counted; away: Redis is unreachable.",
      samples,
    ),
    single(
      "byteengine_limiter_counted_away_total",
      "counter",
      "Requests counted only by this instance because Redis was unreachable.",
      countedLocally + threads.countedLocally,
    ),
  ];
}

/** The main thread has number 0. Its own verifications are the total minus those of the others. */
function renderThreads({ metrics }: Runtime, { serving, replaced, threads }: ThreadCounts): string[] {
  const total = metrics.listVerifications().reduce((sum, { count }) => sum + count, 0);
  const byOthers = threads.reduce((sum, { verifications }) => sum + verifications, 0);
  const verified = [{ slot: 0, verifications: total - byOthers }, ...threads];
  return [
    single("byteengine_verification_threads", "gauge", "Threads that answer verifications.", serving),
    single(
      "byteengine_verification_threads_replaced_total",
      "counter",
      "Threads started to replace one that had ended.",
      replaced,
    ),
    describe(
      "byteengine_thread_verifications_total",
      "counter",
      "Verifications by the thread that answered them.",
      verified.map(
        ({ slot, verifications }) =>
          `byteengine_thread_verifications_total{thread="${slot}"} ${verifications}`,
      ),
    ),
  ];
}

function describePool({ totalCount, idleCount, waitingCount }: Pool): PagesReport["connections"] {
  return { total: totalCount, idle: idleCount, waiting: waitingCount };
}

function renderPools({ pool, lookUpPool }: Runtime["database"], pages: PagesState | null): string {
  const pools = [{ name: "main", state: describePool(pool) }];
  if (lookUpPool !== pool) pools.push({ name: "lookup", state: describePool(lookUpPool) });
  if (pages !== null) pools.push({ name: "pages", state: pages.report.connections });
  const samples = pools.flatMap(({ name, state: { total, idle, waiting } }) => [
    `byteengine_database_connections{pool="${name}",state="idle"} ${idle}`,
    `byteengine_database_connections{pool="${name}",state="busy"} ${total - idle}`,
    `byteengine_database_connections{pool="${name}",state="waited_for"} ${waiting}`,
  ]);
  return describe(
    "byteengine_database_connections",
    "gauge",
    "Connections to the database, and requests waiting for a connection.",
    samples,
  );
}

function renderPages({ isReady, report: { memoryBytes, cpuSeconds } }: PagesState): string[] {
  return [
    single("byteengine_pages_up", "gauge", "Whether the pages process answers.", isReady ? 1 : 0),
    single("byteengine_pages_memory_bytes", "gauge", "Memory in use by the pages process.", memoryBytes),
    single(
      "byteengine_pages_cpu_seconds_total",
      "counter",
      "CPU time used by the pages process since it started.",
      cpuSeconds,
    ),
  ];
}

/** The process that serves pages also sends the emails. */
function renderOutbox({ report: { outbox } }: PagesState): string[] {
  const results = { sent: outbox.sent, failed: outbox.failed, given_up: outbox.givenUp };
  return [
    single("byteengine_outbox_waiting", "gauge", "Emails that wait to be sent.", outbox.waiting),
    single(
      "byteengine_outbox_oldest_seconds",
      "gauge",
      "How long the oldest waiting email has been due.",
      outbox.oldestSeconds,
    ),
    describe(
      "byteengine_outbox_attempts_total",
      "counter",
      "Attempts to send an email by result, since the pages process started.",
      Object.entries(results).map(
        ([result, count]) => `byteengine_outbox_attempts_total{result="${result}"} ${count}`,
      ),
    ),
  ];
}

function renderRequestLog({ requests }: Runtime): string[] {
  const { written, dropped } = requests.describe();
  return [
    single("byteengine_request_log_entries_total", "counter", "Entries written to the request log.", written),
    single(
      "byteengine_request_log_dropped_total",
      "counter",
      "Requests missing in the request log because there were too many at once.",
      dropped,
    ),
  ];
}

function renderBackups({ metrics: { backups } }: Runtime): string[] {
  if (backups === null) return [];
  const { lastSuccessAt, lastSizeBytes, failures } = backups;
  return [
    single(
      "byteengine_backup_last_success_timestamp_seconds",
      "gauge",
      "When the last scheduled backup succeeded; 0: never.",
      (lastSuccessAt?.getTime() ?? 0) / 1000,
    ),
    single("byteengine_backup_last_size_bytes", "gauge", "Size of the last scheduled backup.", lastSizeBytes),
    single("byteengine_backup_failures_total", "counter", "Scheduled backups that failed.", failures),
  ];
}

/** All metrics of this instance, for Prometheus. What the pages process counts is counted in this process. */
export function renderMetrics(
  runtime: Runtime,
  pages: PagesState | null,
  threads: ThreadCounts = noThreads,
): string {
  const { user, system } = process.cpuUsage();
  const durations = runtime.metrics.listDurations().flatMap(listDurationSamples);
  const metrics = [
    ...renderVerifications(runtime, threads),
    ...renderThreads(runtime, threads),
    ...renderLimiter(runtime, threads),
    ...renderRequestLog(runtime),
    ...renderBackups(runtime),
    describe(durationName, "histogram", "Requests by kind of route and status.", durations),
    renderPools(runtime.database, pages),
    ...(pages === null ? [] : [...renderPages(pages), ...renderOutbox(pages)]),
    single("process_resident_memory_bytes", "gauge", "Memory in use.", process.memoryUsage.rss()),
    single("process_cpu_seconds_total", "counter", "CPU time used.", (user + system) / 1e6),
  ];
  return `${metrics.join("\n")}\n`;
}
