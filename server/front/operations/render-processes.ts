import type { PoolStatements } from "#lib/platform/db/statements/watch-statements.ts";
import { statementBuckets } from "#lib/platform/db/statements/watch-statements.ts";
import type { JobRecord } from "#lib/platform/metrics/job-records.ts";
import { garbageKinds, type ThreadHealth } from "#lib/platform/metrics/thread-health.ts";
import { histogram, listed, type Sample } from "./metrics-text.ts";

/** A thread with its own event loop, named as in the log. */
export interface NamedHealth {
  process: string;
  health: ThreadHealth;
}

export function renderHealth(all: readonly NamedHealth[]): string[] {
  const sample = (read: (health: ThreadHealth) => number): Sample[] =>
    all.map(({ process, health }) => ({ labels: { process }, value: read(health) }));
  const sampleGarbage = (what: "runs" | "seconds"): Sample[] =>
    all.flatMap(({ process, health }) =>
      garbageKinds.map((kind) => ({ labels: { process, kind }, value: health.garbage[kind][what] })),
    );
  return [
    listed(
      "byteengine_event_loop_lag_p99_seconds",
      "gauge",
      "How late the slowest hundredth of timers was in the last 30 to 60 seconds.",
      sample(({ lagP99Seconds }) => lagP99Seconds),
    ),
    listed(
      "byteengine_event_loop_lag_max_seconds",
      "gauge",
      "How late the slowest timer was in the last 30 to 60 seconds.",
      sample(({ lagMaxSeconds }) => lagMaxSeconds),
    ),
    listed(
      "byteengine_heap_used_bytes",
      "gauge",
      "JavaScript heap in use.",
      sample(({ heapUsedBytes }) => heapUsedBytes),
    ),
    listed(
      "byteengine_heap_limit_bytes",
      "gauge",
      "Size of the JavaScript heap at which the process ends.",
      sample(({ heapLimitBytes }) => heapLimitBytes),
    ),
    listed("byteengine_gc_runs_total", "counter", "Garbage collections.", sampleGarbage("runs")),
    listed(
      "byteengine_gc_seconds_total",
      "counter",
      "Time spent in garbage collections.",
      sampleGarbage("seconds"),
    ),
  ];
}

export function renderStatements(pools: readonly PoolStatements[]): string[] {
  return [
    histogram(
      "byteengine_database_query_duration_seconds",
      "Database statements by group of connections, from sending to the last row.",
      {
        ends: statementBuckets,
        samples: pools.map(({ pool, durations }) => ({ labels: { pool }, histogram: durations })),
      },
    ),
    listed(
      "byteengine_database_query_errors_total",
      "counter",
      "Database statements that failed, including those that a constraint rejected.",
      pools.map(({ pool, failed }) => ({ labels: { pool }, value: failed })),
    ),
  ];
}

/** The jobs of one process. */
export interface ProcessJobs {
  process: string;
  jobs: readonly JobRecord[];
}

export function renderJobs(processes: readonly ProcessJobs[]): string[] {
  const sample = (read: (record: JobRecord) => number | null): Sample[] =>
    processes.flatMap(({ process, jobs }) =>
      jobs.flatMap((record) => {
        const value = read(record);
        return value === null ? [] : [{ labels: { process, job: record.job }, value }];
      }),
    );
  const runs = processes.flatMap(({ process, jobs }) =>
    jobs.flatMap(({ job, succeeded, failed }) => [
      { labels: { process, job, result: "success" }, value: succeeded },
      { labels: { process, job, result: "failure" }, value: failed },
    ]),
  );
  return [
    listed("byteengine_job_runs_total", "counter", "Runs of scheduled work by result.", runs),
    listed(
      "byteengine_job_last_duration_seconds",
      "gauge",
      "How long the latest run took.",
      sample(({ seconds }) => seconds),
    ),
    listed(
      "byteengine_job_last_success_timestamp_seconds",
      "gauge",
      "When a run last succeeded, in seconds since 1970. Missing until one does.",
      sample(({ lastSuccessAtMs }) => (lastSuccessAtMs === null ? null : lastSuccessAtMs / 1_000)),
    ),
  ];
}
