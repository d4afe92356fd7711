import { ServiceError } from "#lib/domain/common/errors.ts";
import { formatLimitMessage } from "#lib/domain/limits/headers.ts";
import { getAddressCounter } from "#lib/domain/network/address.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";

/** Allows `max` attempts of a subject per window, which the first attempt starts. Null only counts the attempts. */
export interface ThrottleRule {
  subject: string;
  max: number | null;
  windowSeconds: number;
}

/** An attempt counted before its outcome is known, so that parallel attempts cannot bypass the limit. */
export interface Reservation {
  /** The attempts counted under each rule, including this one. */
  counts: readonly number[];
  /** Uncounts the attempt. */
  release(): Promise<void>;
}

interface Window {
  subject: string;
  endsAt: Date;
  count: number;
}

/** The counter name for a client's IP address. All unknown IP addresses share one counter. */
export function getCounter(address: string | null): string {
  return address === null ? "unknown" : getAddressCounter(address);
}

/** The limit on accounts created from one client IP address per hour. */
export function listSignUpRules(maxPerHour: number, address: string | null): ThrottleRule[] {
  return [{ subject: `sign-up:address:${getCounter(address)}`, max: maxPerHour, windowSeconds: 3600 }];
}

/** The maximum of the database column. */
const maxCount = 2 ** 31 - 1;

async function reserveOne(tx: Transaction, rule: ThrottleRule, now: Date): Promise<Window> {
  const nowText = now.toISOString();
  const endText = new Date(now.getTime() + rule.windowSeconds * 1000).toISOString();
  // A single statement: the row lock serializes parallel attempts, and a full window is not updated.
  const admitted = await tx.$queryRaw<{ endsAt: Date; count: number }[]>`
    INSERT INTO throttle_windows AS w (subject, count, ends_at)
    VALUES (${rule.subject}, 1, ${endText}::timestamptz)
    ON CONFLICT (subject) DO UPDATE SET
      count = CASE WHEN w.ends_at <= ${nowText}::timestamptz THEN 1 ELSE w.count + 1 END,
      ends_at = CASE WHEN w.ends_at <= ${nowText}::timestamptz THEN excluded.ends_at ELSE w.ends_at END
    WHERE w.ends_at <= ${nowText}::timestamptz OR w.count < ${rule.max ?? maxCount}
    RETURNING ends_at AS "endsAt", count`;
  const window = admitted[0];
  if (window !== undefined) return { subject: rule.subject, ...window };
  const full = await tx.throttleWindow.findUniqueOrThrow({ where: { subject: rule.subject } });
  const seconds = Math.max(1, Math.ceil((full.endsAt.getTime() - now.getTime()) / 1000));
  throw new ServiceError("rate_limit_exceeded", {
    message: formatLimitMessage(seconds),
    headers: { "Retry-After": String(seconds) },
  });
}

async function release(
  prisma: Pick<Transaction, "throttleWindow">,
  windows: readonly Window[],
): Promise<void> {
  for (const { subject, endsAt } of windows) {
    // `endsAt` identifies the window, so that an attempt of an earlier window is not uncounted in the next one.
    await prisma.throttleWindow.updateMany({
      where: { subject, endsAt, count: { gt: 0 } },
      data: { count: { decrement: 1 } },
    });
  }
}

/**
 * Counts an attempt under all rules or none, in the caller's transaction. False if a window is full. The rows stay locked
 * until the transaction ends, so call it after the change's own locks are taken.
 */
export async function tryAttempt(
  tx: Transaction,
  rules: readonly ThrottleRule[],
  now: Date,
): Promise<boolean> {
  const counted: Window[] = [];
  try {
    for (const rule of rules) counted.push(await reserveOne(tx, rule, now));
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "rate_limit_exceeded")) throw error;
    await release(tx, counted);
    return false;
  }
}

/**
 * Counts an attempt under all rules or none. Throws ServiceError `rate_limit_exceeded` with an exact `Retry-After` if a
 * window is full.
 */
export async function reserveAttempt(
  database: Pick<Database, "prisma" | "changes">,
  rules: readonly ThrottleRule[],
  now: Date,
): Promise<Reservation> {
  const windows = await withTransaction(database, async (tx) => {
    const counted: Window[] = [];
    for (const rule of rules) counted.push(await reserveOne(tx, rule, now));
    return counted;
  });
  return { counts: windows.map(({ count }) => count), release: () => release(database.prisma, windows) };
}
