import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { type DatabaseTime, readDatabaseTime } from "#lib/platform/db/database-time.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { countingLinks } from "#lib/services/launch/people/find-link.ts";
import { resealAll } from "#lib/services/secrets/reseal-all.ts";
import { noteSigning } from "#lib/services/secrets/secret-records.ts";
import { expiryRecordMs } from "./expiry/notify-expiring-keys.ts";
import { removeExpiredTokens } from "./remove-expired-tokens.ts";
import { rollUpUsage } from "./usage/roll-up-usage.ts";

type SweepRuntime = Pick<Runtime, "database" | "secrets"> & { config: Pick<Runtime["config"], "usageDays"> };

/** Of servers that were deleted or moved, and of people who left the team, even if they rejoined it. */
function removeLeftLinks(prisma: SweepRuntime["database"]["prisma"]): PromiseLike<unknown> {
  return prisma.$executeRaw`
    DELETE FROM fhir_person_links stored
    WHERE NOT EXISTS (
      SELECT FROM ${countingLinks} WHERE link.server_id = stored.server_id AND link.user_id = stored.user_id)`;
}

/** What the sweep removes: rows that are no longer needed, each kind by its own age. */
function listSweepLimits(now: DatabaseTime) {
  return {
    throttleWindowsEndedBefore: now,
    /** Idempotency keys are kept for 24 hours. */
    idempotencyRecordsCreatedBefore: new Date(now.getTime() - dayMs),
    /** Far longer than any instance may lag behind (ADR 0007). */
    invalidationsCreatedBefore: new Date(now.getTime() - hourMs),
    oneTimeTokensExpiredBefore: new Date(now.getTime() - 30 * dayMs),
    noticesCreatedBefore: new Date(now.getTime() - 90 * dayMs),
    mailsEndedBefore: new Date(now.getTime() - 30 * dayMs),
    expiriesBefore: new Date(now.getTime() - expiryRecordMs),
    passkeyChallengesExpiredBefore: new Date(now.getTime() - hourMs),
    sessionsExpiredBefore: new Date(now.getTime() - 30 * dayMs),
    /** Lists show one week; older requests are counted in `key_usage`. */
    keyUsageDaysBefore: new Date(now.getTime() - 30 * dayMs),
    fhirUsageStartedBefore: new Date(now.getTime() - 90 * dayMs),
  };
}

/** Removes rows that are no longer needed and adds up old usage counts. Safe on several instances at once. */
export async function sweep(runtime: SweepRuntime, now: DatabaseTime, signal?: AbortSignal): Promise<void> {
  for (const step of listSteps(runtime, now, signal)) {
    if (signal?.aborted === true) return;
    await step();
  }
}

/** Each step is short, or ends early when `signal` aborts: the process waits for a running step before it stops. */
function listSteps(
  runtime: SweepRuntime,
  now: DatabaseTime,
  signal?: AbortSignal,
): (() => PromiseLike<unknown>)[] {
  const { prisma } = runtime.database;
  const limits = listSweepLimits(now);
  return [
    () => prisma.throttleWindow.deleteMany({ where: { endsAt: { lt: limits.throttleWindowsEndedBefore } } }),
    () =>
      prisma.idempotencyRecord.deleteMany({
        where: { createdAt: { lt: limits.idempotencyRecordsCreatedBefore } },
      }),
    () => prisma.invalidation.deleteMany({ where: { createdAt: { lt: limits.invalidationsCreatedBefore } } }),
    () => prisma.oneTimeToken.deleteMany({ where: { expiresAt: { lt: limits.oneTimeTokensExpiredBefore } } }),
    () =>
      prisma.passkeyChallenge.deleteMany({
        where: { expiresAt: { lt: limits.passkeyChallengesExpiredBefore } },
      }),
    () => prisma.session.deleteMany({ where: { expiresAt: { lt: limits.sessionsExpiredBefore } } }),
    () => prisma.notice.deleteMany({ where: { createdAt: { lt: limits.noticesCreatedBefore } } }),
    () => prisma.outboxMail.deleteMany({ where: { endedAt: { lt: limits.mailsEndedBefore } } }),
    // No sender has ended them, for example because the console no longer has a mail server.
    () => prisma.outboxMail.deleteMany({ where: { expiresAt: { lt: limits.mailsEndedBefore } } }),
    () => prisma.keyExpiryNotice.deleteMany({ where: { expiresAt: { lt: limits.expiriesBefore } } }),
    () => prisma.keyUsageDay.deleteMany({ where: { day: { lt: limits.keyUsageDaysBefore } } }),
    () => prisma.fhirServerUsage.deleteMany({ where: { startsAt: { lt: limits.fhirUsageStartedBefore } } }),
    // Deleting a server removes its credential, but not in the previous release, which doesn't know credentials.
    () =>
      prisma.fhirServerCredential.deleteMany({
        where: { server: { OR: [{ deletedAt: { not: null } }, { team: { deletedAt: { not: null } } }] } },
      }),
    // Nor does it know who people are on servers. Such links count for nothing.
    () => removeLeftLinks(prisma),
    () => noteSigning(runtime, now),
    () => resealAll(runtime, signal),
    () => removeExpiredTokens(runtime, now, signal),
    () => rollUpUsage(runtime, now, signal),
  ];
}

/**
 * Sweeps every hour until stopped. A failed sweep is logged and tried again an hour later. Uses the
 * database's clock: with this host's clock, a wrong setting could make everything look old.
 */
export function startSweeping(runtime: SweepRuntime & Pick<Runtime, "logger" | "metrics">): {
  stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    try {
      await runtime.metrics.jobs.time("sweep", async () =>
        sweep(runtime, await readDatabaseTime(runtime.database), stopping.signal),
      );
    } catch (error) {
      runtime.logger.warn({ err: error }, "removing old rows failed");
    }
  };
  const timer = setInterval(() => {
    running = run();
  }, hourMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
