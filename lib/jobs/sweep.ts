import type { Runtime } from "#lib/runtime.ts";
import { rollUpUsage } from "./roll-up-usage.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What the sweep removes: rows that no longer decide anything, each by its own age. */
function listSweepLimits(now: Date) {
  return {
    throttleWindowsEndedBefore: now,
    /** Idempotency keys are kept for 24 hours. */
    idempotencyRecordsCreatedBefore: new Date(now.getTime() - dayMs),
    /** Far longer than any instance may lag behind (ADR 0007). */
    invalidationsCreatedBefore: new Date(now.getTime() - hourMs),
    oneTimeTokensExpiredBefore: new Date(now.getTime() - 30 * dayMs),
    sessionsExpiredBefore: new Date(now.getTime() - 30 * dayMs),
    /** Lists show a week of them; older calls are counted in `key_usage`. */
    keyUsageDaysBefore: new Date(now.getTime() - 30 * dayMs),
  };
}

/** Removes what has outlived its use, and adds up counts that have grown old; safe to run on several instances at once. */
export async function sweep(runtime: Pick<Runtime, "database">, now: Date): Promise<void> {
  const { prisma } = runtime.database;
  const limits = listSweepLimits(now);
  await prisma.throttleWindow.deleteMany({ where: { endsAt: { lt: limits.throttleWindowsEndedBefore } } });
  await prisma.idempotencyRecord.deleteMany({
    where: { createdAt: { lt: limits.idempotencyRecordsCreatedBefore } },
  });
  await prisma.invalidation.deleteMany({ where: { createdAt: { lt: limits.invalidationsCreatedBefore } } });
  await prisma.oneTimeToken.deleteMany({ where: { expiresAt: { lt: limits.oneTimeTokensExpiredBefore } } });
  await prisma.session.deleteMany({ where: { expiresAt: { lt: limits.sessionsExpiredBefore } } });
  await prisma.keyUsageDay.deleteMany({ where: { day: { lt: limits.keyUsageDaysBefore } } });
  await rollUpUsage(runtime, now);
}

/** Sweeps every hour until stopped; a failed sweep is logged and tried again an hour later. */
export function startSweeping(runtime: Pick<Runtime, "database" | "logger">): { stop: () => void } {
  const timer = setInterval(() => {
    sweep(runtime, new Date()).catch((error: unknown) => {
      runtime.logger.warn({ err: error }, "sweeping old rows failed");
    });
  }, hourMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
