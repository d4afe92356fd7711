import type { TokenFormat } from "#lib/domain/apps/scopes.ts";
import { type VerdictCode, verdictCodes } from "#lib/domain/keys/verdict.ts";
import { type OAuthError, oauthErrors } from "#lib/domain/oauth/oauth-errors.ts";
import { addHistogram, createHistogram, type Histogram, observeDuration } from "./histogram.ts";
import { createJobRecords, type JobRecords } from "./job-records.ts";

/** The kind of client: a proxy, a service, or a service that uses OAuth 2.0. */
export const verificationKinds = ["auth", "verify", "introspect"] as const;
type VerificationKind = (typeof verificationKinds)[number];

/**
 * The result: a verdict; or none, because no key was sent, the request was not valid, or the database was
 * unreachable.
 */
export const verificationOutcomes = [...verdictCodes, "NO_KEY", "INVALID_REQUEST", "UNAVAILABLE"] as const;
type VerificationOutcome = VerdictCode | "NO_KEY" | "INVALID_REQUEST" | "UNAVAILABLE";

export const routeClasses = [...verificationKinds, "api", "page", "health"] as const;
export type RouteClass = (typeof routeClasses)[number];

/** Upper bounds in seconds. */
export const durationBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

interface Durations extends Histogram {
  route: RouteClass;
  /** For example `2xx`. */
  status: string;
}

export interface CountedRequests {
  verifications: { kind: VerificationKind; outcome: VerificationOutcome; count: number }[];
  durations: Durations[];
  /** Requests answered with 429. */
  rejections: { route: RouteClass; count: number }[];
}

/** What the token endpoint answered. Only the main thread counts this, so it is not part of CountedRequests. */
interface TokenCounts {
  issued: Readonly<Record<TokenFormat, number>>;
  refused: ReadonlyMap<OAuthError, number>;
}

/** The backups that the console writes by itself. */
interface BackupMetrics {
  everyHours: number;
  /** Null: there was none. */
  lastSuccessAt: Date | null;
  lastSizeBytes: number;
  failures: number;
}

/** What this process has counted since its start. Labels name kinds of things, never a key, a team or a person. */
export interface Metrics {
  countVerification(kind: VerificationKind, outcome: VerificationOutcome): void;
  observeRequest(route: RouteClass, status: number, ms: number): void;
  countIssuedToken(format: TokenFormat): void;
  countRefusedTokenRequest(error: OAuthError): void;
  getTokens(): TokenCounts;
  listVerifications(): CountedRequests["verifications"];
  listDurations(): readonly Durations[];
  listRejections(): CountedRequests["rejections"];
  /** The scheduled work of this process. */
  jobs: JobRecords;
  /** Null if the console writes no backups. */
  getBackups(): BackupMetrics | null;
  setBackups(backups: BackupMetrics): void;
  /** Returns everything counted so far and starts again from zero. */
  take(): CountedRequests;
  /** Adds what another thread or process has counted. */
  add(counted: CountedRequests): void;
}

export function createMetrics(): Metrics {
  const verifications = new Map<VerificationKind, Map<VerificationOutcome, { count: number }>>();
  /** By route, then by the status's first digit. */
  const durations = new Map<RouteClass, Durations[]>();
  const rejections = new Map<RouteClass, number>();
  const issued: Record<TokenFormat, number> = { opaque: 0, jwt: 0 };
  const refused = new Map<OAuthError, number>(oauthErrors.map((error) => [error, 0]));
  let backups: BackupMetrics | null = null;

  const openDurations = (route: RouteClass, statusClass: number): Durations => {
    const existing = durations.get(route)?.[statusClass];
    if (existing !== undefined) return existing;
    const status = `${statusClass}xx`;
    const created = { route, status, ...createHistogram(durationBuckets) };
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
  const listRejections = () => [...rejections].map(([route, count]) => ({ route, count }));
  const countRejections = (route: RouteClass, count: number) => {
    rejections.set(route, (rejections.get(route) ?? 0) + count);
  };

  return {
    countVerification: (kind, outcome) => {
      openCounter(kind, outcome).count += 1;
    },
    observeRequest: (route, status, ms) => {
      observeDuration(openDurations(route, Math.floor(status / 100)), durationBuckets, ms / 1_000);
      if (status === 429) countRejections(route, 1);
    },
    countIssuedToken: (format) => {
      issued[format] += 1;
    },
    countRefusedTokenRequest: (error) => {
      refused.set(error, (refused.get(error) ?? 0) + 1);
    },
    getTokens: () => ({ issued, refused }),
    listVerifications,
    listDurations,
    listRejections,
    jobs: createJobRecords(),
    getBackups: () => backups,
    setBackups: (changed) => {
      backups = changed;
    },
    take: () => {
      const taken = {
        verifications: listVerifications(),
        durations: listDurations(),
        rejections: listRejections(),
      };
      verifications.clear();
      durations.clear();
      rejections.clear();
      return taken;
    },
    add: (counted) => {
      for (const { kind, outcome, count } of counted.verifications) openCounter(kind, outcome).count += count;
      for (const observed of counted.durations) {
        addHistogram(openDurations(observed.route, Number(observed.status[0])), observed);
      }
      for (const { route, count } of counted.rejections) countRejections(route, count);
    },
  };
}
