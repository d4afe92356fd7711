import type { VerdictCode } from "#lib/domain/keys/verdict.ts";

/** The kind of client: a proxy, a service, or a service that uses OAuth 2.0. */
type VerificationKind = "auth" | "verify" | "introspect";

/**
 * The result: a verdict; or none, because no key was sent, the request was not valid, or the database was
 * unreachable.
 */
type VerificationOutcome = VerdictCode | "NO_KEY" | "INVALID_REQUEST" | "UNAVAILABLE";

export type RouteClass = VerificationKind | "api" | "page" | "health";

/** Upper bounds in seconds. */
export const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export interface Durations {
  route: RouteClass;
  /** For example `2xx`. */
  status: string;
  /** One count per bucket, not cumulative. Slower requests are in no bucket. */
  counts: number[];
  count: number;
  sumSeconds: number;
}

export interface CountedRequests {
  verifications: { kind: VerificationKind; outcome: VerificationOutcome; count: number }[];
  durations: Durations[];
}

/** The backups that the console writes by itself. */
interface BackupMetrics {
  /** Null: there was none. */
  lastSuccessAt: Date | null;
  lastSizeBytes: number;
  failures: number;
}

/** What this process has counted since its start. Labels name kinds of things, never a key, a team or a person. */
export interface Metrics {
  countVerification(kind: VerificationKind, outcome: VerificationOutcome): void;
  observeRequest(route: RouteClass, status: number, ms: number): void;
  listVerifications(): CountedRequests["verifications"];
  listDurations(): readonly Durations[];
  /** Null if the console writes no backups. */
  backups: BackupMetrics | null;
  /** Returns everything counted so far and starts again from zero. */
  take(): CountedRequests;
  /** Adds what another thread or process has counted. */
  add(counted: CountedRequests): void;
}

export function createMetrics(): Metrics {
  const verifications = new Map<VerificationKind, Map<VerificationOutcome, { count: number }>>();
  /** By route, then by the status's first digit. */
  const durations = new Map<RouteClass, Durations[]>();

  const openDurations = (route: RouteClass, statusClass: number): Durations => {
    const existing = durations.get(route)?.[statusClass];
    if (existing !== undefined) return existing;
    const status = `${statusClass}xx`;
    const created = { route, status, counts: durationBuckets.map(() => 0), count: 0, sumSeconds: 0 };
    const routeDurations = durations.get(route) ?? [];
    routeDurations[statusClass] = created;
    durations.set(route, routeDurations);
    return created;
  };

  const openCounter = (kind: VerificationKind, outcome: VerificationOutcome): { count: number } => {
    const existing = verifications.get(kind)?.get(outcome);
    if (existing !== undefined) return existing;
    const kindCounts = verifications.get(kind) ?? new Map<VerificationOutcome, { count: number }>();
    const created = { count: 0 };
    verifications.set(kind, kindCounts.set(outcome, created));
    return created;
  };

  const listVerifications = () =>
    [...verifications].flatMap(([kind, counts]) =>
      [...counts].map(([outcome, { count }]) => ({ kind, outcome, count })),
    );
  const listDurations = () => [...durations.values()].flat();

  return {
    countVerification: (kind, outcome) => {
      openCounter(kind, outcome).count += 1;
    },
    observeRequest: (route, status, ms) => {
      const seconds = ms / 1000;
      const observed = openDurations(route, Math.floor(status / 100));
      const bucket = durationBuckets.findIndex((end) => seconds <= end);
      if (bucket !== -1) observed.counts[bucket] = (observed.counts[bucket] ?? 0) + 1;
      observed.count += 1;
      observed.sumSeconds += seconds;
    },
    listVerifications,
    listDurations,
    backups: null,
    take: () => {
      const taken = { verifications: listVerifications(), durations: listDurations() };
      verifications.clear();
      durations.clear();
      return taken;
    },
    add: (counted) => {
      for (const { kind, outcome, count } of counted.verifications) openCounter(kind, outcome).count += count;
      for (const { route, status, counts, count, sumSeconds } of counted.durations) {
        const total = openDurations(route, Number(status[0]));
        for (const [bucket, more] of counts.entries()) {
          total.counts[bucket] = (total.counts[bucket] ?? 0) + more;
        }
        total.count += count;
        total.sumSeconds += sumSeconds;
      }
    },
  };
}
