/** The scheduled work of this product, as it is named in metrics. */
type JobName =
  | "sweep"
  | "trim_request_log"
  | "summarize_usage"
  | "write_failed_sign_ins"
  | "write_fhir_use"
  | "expiry_notices"
  | "embedded_upkeep"
  | "outbox";

/** The runs of a job since this process started. */
export interface JobRecord {
  job: JobName;
  succeeded: number;
  failed: number;
  /** Of the latest run. */
  seconds: number;
  /** By this machine's clock, in milliseconds since 1970. Null if no run has succeeded yet. */
  lastSuccessAtMs: number | null;
}

export interface JobRecords {
  /** Runs the job and records how long it took and whether it failed. Rejects if it does. */
  time(job: JobName, run: () => Promise<void>): Promise<void>;
  list(): JobRecord[];
}

export function createJobRecords(): JobRecords {
  const records = new Map<JobName, JobRecord>();
  const open = (job: JobName): JobRecord => {
    const record = records.get(job) ?? { job, succeeded: 0, failed: 0, seconds: 0, lastSuccessAtMs: null };
    records.set(job, record);
    return record;
  };
  return {
    time: async (job, run) => {
      const record = open(job);
      const startedAtMs = performance.now();
      try {
        await run();
        record.succeeded += 1;
        record.lastSuccessAtMs = Date.now();
      } catch (error) {
        record.failed += 1;
        throw error;
      } finally {
        record.seconds = (performance.now() - startedAtMs) / 1_000;
      }
    },
    list: () => [...records.values()].map((record) => ({ ...record })),
  };
}
