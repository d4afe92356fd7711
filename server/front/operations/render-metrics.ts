import type { Pool } from "pg";
import {
  durationBuckets,
  routeClasses,
  verificationKinds,
  verificationOutcomes,
} from "#lib/platform/metrics/metrics.ts";
import type { ThreadCounts } from "#lib/platform/metrics/thread-counts.ts";
import type { ThreadHealth } from "#lib/platform/metrics/thread-health.ts";
import type { PagesReport } from "#lib/platform/processes/pages-contract.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { productVersion, readProductBuild } from "#lib/platform/settings/product-version.ts";
import type { InstanceState } from "./instance-state.ts";
import { histogram, listed, single } from "./metrics-text.ts";
import { type NamedHealth, renderHealth, renderJobs, renderStatements } from "./render-processes.ts";

/** The process that serves pages and the API, if there is one. */
interface PagesState {
  isReady: boolean;
  report: PagesReport;
}

function renderVerifications({ metrics, keys }: Runtime, threads: ThreadCounts): string[] {
  const { hits, misses, stale, unknown, size, digests, lagMs } = keys.count();
  const counted = metrics.listVerifications();
  // Every series exists from the start: the first rejection would otherwise not show as an increase.
  const verifications = verificationKinds.flatMap((kind) =>
    verificationOutcomes.map((outcome) => ({
      labels: { kind, outcome },
      value: counted.find((one) => one.kind === kind && one.outcome === outcome)?.count ?? 0,
    })),
  );
  return [
    listed("byteengine_verifications_total", "counter", "Verifications by outcome.", verifications),
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

function renderLimiter({ limiter, metrics }: Runtime, threads: ThreadCounts): string[] {
  const { mode, countedLocally } = limiter.describe();
  const samples = limiterModes.map((one) => ({ labels: { mode: one }, value: one === mode ? 1 : 0 }));
  const rejections = metrics.listRejections();
  return [
    listed(
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
    listed(
      "byteengine_limit_rejections_total",
      "counter",
      "Requests answered with 429 by kind of route.",
      routeClasses.map((route) => ({
        labels: { route },
        value: rejections.find((one) => one.route === route)?.count ?? 0,
      })),
    ),
  ];
}

/** The main thread has number 0. Its own verifications are the total minus those of the others. */
function renderThreads({ metrics, config }: Runtime, { serving, replaced, threads }: ThreadCounts): string[] {
  const total = metrics.listVerifications().reduce((sum, { count }) => sum + count, 0);
  const byOthers = threads.reduce((sum, { verifications }) => sum + verifications, 0);
  const verified = [{ slot: 0, verifications: total - byOthers }, ...threads];
  return [
    single("byteengine_verification_threads", "gauge", "Threads that answer verifications.", serving),
    single(
      "byteengine_verification_threads_configured",
      "gauge",
      "Threads that should answer verifications.",
      config.verifyThreads,
    ),
    single(
      "byteengine_verification_threads_replaced_total",
      "counter",
      "Threads started to replace one that had ended.",
      replaced,
    ),
    listed(
      "byteengine_thread_verifications_total",
      "counter",
      "Verifications by the thread that answered them.",
      verified.map(({ slot, verifications }) => ({ labels: { thread: String(slot) }, value: verifications })),
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
    { labels: { pool: name, state: "idle" }, value: idle },
    { labels: { pool: name, state: "busy" }, value: total - idle },
    { labels: { pool: name, state: "waited_for" }, value: waiting },
  ]);
  return listed(
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
    listed(
      "byteengine_outbox_attempts_total",
      "counter",
      "Attempts to send an email by result, since the pages process started.",
      Object.entries(results).map(([result, value]) => ({ labels: { result }, value })),
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

/** Every series exists from the start, as above. */
function renderTokens({ metrics }: Runtime): string[] {
  const { issued, refused } = metrics.getTokens();
  return [
    listed(
      "byteengine_tokens_issued_total",
      "counter",
      "Tokens issued to apps by format.",
      Object.entries(issued).map(([format, value]) => ({ labels: { format }, value })),
    ),
    listed(
      "byteengine_token_requests_refused_total",
      "counter",
      "Requests to the token endpoint that got no token, by error.",
      [...refused].map(([error, value]) => ({ labels: { error }, value })),
    ),
  ];
}

function renderUsage({ usage }: Runtime): string[] {
  const { waiting, dropped } = usage.describe();
  return [
    single("byteengine_usage_waiting", "gauge", "Rows of usage that wait to be written.", waiting),
    single(
      "byteengine_usage_dropped_total",
      "counter",
      "Requests missing in the usage counts because the memory was full.",
      dropped,
    ),
  ];
}

function renderInstance({ database, disk }: InstanceState): string[] {
  const isUp = database.problem === null;
  const space = disk === null ? [] : [disk];
  return [
    single("byteengine_database_up", "gauge", "Whether the database answers.", isUp ? 1 : 0),
    single(
      "byteengine_migrations_pending",
      "gauge",
      "Whether the database lacks migrations of this version.",
      database.migrations === "behind" ? 1 : 0,
    ),
    listed(
      "byteengine_data_directory_free_bytes",
      "gauge",
      "Free space on the disk of the embedded database.",
      space.map(({ freeBytes }) => ({ labels: {}, value: freeBytes })),
    ),
    listed(
      "byteengine_data_directory_size_bytes",
      "gauge",
      "Size of the disk of the embedded database.",
      space.map(({ totalBytes }) => ({ labels: {}, value: totalBytes })),
    ),
  ];
}

/** Names as in the log. */
function listHealth({ health, threads, pages }: Observations): NamedHealth[] {
  return [
    { process: "verifier", health },
    ...threads.threads.flatMap((thread) =>
      thread.health === null ? [] : [{ process: `thread ${thread.slot}`, health: thread.health }],
    ),
    ...(pages === null ? [] : [{ process: "pages", health: pages.report.health }]),
  ];
}

function renderBuild(): string {
  return listed("byteengine_build_info", "gauge", "The version of this console. The value is always 1.", [
    { labels: { version: productVersion, commit: readProductBuild().commit ?? "" }, value: 1 },
  ]);
}

/** What was collected for one request, besides what the runtime counts. */
export interface Observations {
  /** Null without a pages process. */
  pages: PagesState | null;
  threads: ThreadCounts;
  instance: InstanceState;
  /** Of the main thread. */
  health: ThreadHealth;
}

function renderBackups({ metrics }: Runtime): string[] {
  const backups = metrics.getBackups();
  if (backups === null) return [];
  const { everyHours, lastSuccessAt, lastSizeBytes, failures } = backups;
  return [
    single(
      "byteengine_backup_interval_seconds",
      "gauge",
      "How often a scheduled backup is written (BACKUP_EVERY_HOURS).",
      everyHours * 3_600,
    ),
    single(
      "byteengine_backup_last_success_timestamp_seconds",
      "gauge",
      "When the last scheduled backup that succeeded began; 0: never.",
      (lastSuccessAt?.getTime() ?? 0) / 1000,
    ),
    single("byteengine_backup_last_size_bytes", "gauge", "Size of the last scheduled backup.", lastSizeBytes),
    single("byteengine_backup_failures_total", "counter", "Scheduled backups that failed.", failures),
  ];
}

/** All metrics of this instance, for Prometheus. What the pages process counts is counted in this process. */
export function renderMetrics(runtime: Runtime, observations: Observations): string {
  const { pages, threads, instance } = observations;
  const { user, system } = process.cpuUsage();
  const statements = [...runtime.database.listStatements(), ...(pages?.report.statements ?? [])];
  const jobs = [
    { process: "verifier", jobs: runtime.metrics.jobs.list() },
    { process: "pages", jobs: pages?.report.jobs ?? [] },
  ];
  const metrics = [
    renderBuild(),
    ...renderVerifications(runtime, threads),
    ...renderThreads(runtime, threads),
    ...renderLimiter(runtime, threads),
    ...renderRequestLog(runtime),
    ...renderBackups(runtime),
    ...renderUsage(runtime),
    ...renderTokens(runtime),
    histogram("byteengine_http_request_duration_seconds", "Requests by kind of route and status.", {
      ends: durationBuckets,
      samples: runtime.metrics.listDurations().map((durations) => ({
        labels: { route: durations.route, status: durations.status },
        histogram: durations,
      })),
    }),
    ...renderInstance(instance),
    renderPools(runtime.database, pages),
    ...renderStatements(statements),
    ...renderJobs(jobs),
    ...(pages === null ? [] : [...renderPages(pages), ...renderOutbox(pages)]),
    ...renderHealth(listHealth(observations)),
    single("process_resident_memory_bytes", "gauge", "Memory in use.", process.memoryUsage.rss()),
    single("process_cpu_seconds_total", "counter", "CPU time used.", (user + system) / 1e6),
    single(
      "process_start_time_seconds",
      "gauge",
      "When the process started, in seconds since 1970.",
      performance.timeOrigin / 1_000,
    ),
  ];
  return `${metrics.join("\n")}\n`;
}
