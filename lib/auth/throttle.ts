import type { Database } from "#lib/db/database.ts";
import { type Transaction, withTransaction } from "#lib/db/transaction.ts";
import { ServiceError } from "#lib/errors.ts";
import { formatLimitMessage } from "#lib/limits/headers.ts";
import { getAddressCounter } from "#lib/network/address.ts";

/** At most `max` counted attempts of this subject in a window that its first attempt starts; null: they are only counted. */
export interface ThrottleRule {
  subject: string;
  max: number | null;
  windowSeconds: number;
}

/** A place taken before the attempt is judged, so that parallel attempts cannot all slip under the limit. */
export interface Reservation {
  /** Attempts counted under each rule, this one included. */
  counts: readonly number[];
  /** Gives the place back: the attempt turned out not to be one to count. */
  release(): Promise<void>;
}

interface Window {
  subject: string;
  endsAt: Date;
  count: number;
}

/** What attempts from a client address are counted under; one counter for all whose address is not known. */
export function getCounter(address: string | null): string {
  return address === null ? "unknown" : getAddressCounter(address);
}

/** Accounts made from one client address in an hour. */
export function listSignUpRules(maxPerHour: number, address: string | null): ThrottleRule[] {
  return [{ subject: `sign-up:address:${getCounter(address)}`, max: maxPerHour, windowSeconds: 3600 }];
}

/** A column of the database holds no more. */
const countedMax = 2 ** 31 - 1;

async function reserveOne(tx: Transaction, rule: ThrottleRule, now: Date): Promise<Window> {
  const nowText = now.toISOString();
  const endText = new Date(now.getTime() + rule.windowSeconds * 1000).toISOString();
  // One statement: the row's own lock lines up parallel attempts, and a full window updates nothing.
  const admitted = await tx.$queryRaw<{ endsAt: Date; count: number }[]>`
    INSERT INTO throttle_windows AS w (subject, count, ends_at)
    VALUES (${rule.subject}, 1, ${endText}::timestamptz)
    ON CONFLICT (subject) DO UPDATE SET
      count = CASE WHEN w.ends_at <= ${nowText}::timestamptz THEN 1 ELSE w.count + 1 END,
      ends_at = CASE WHEN w.ends_at <= ${nowText}::timestamptz THEN excluded.ends_at ELSE w.ends_at END
    WHERE w.ends_at <= ${nowText}::timestamptz OR w.count < ${rule.max ?? countedMax}
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
  database: Pick<Database, "prisma" | "changes">,
  windows: readonly Window[],
): Promise<void> {
  for (const { subject, endsAt } of windows) {
    // The end names the window: a place in one that is over is not given back in the next.
    await database.prisma.throttleWindow.updateMany({
      where: { subject, endsAt, count: { gt: 0 } },
      data: { count: { decrement: 1 } },
    });
  }
}

/**
 * Takes a place under every rule, or under none. Throws ServiceError `rate_limit_exceeded` with a true
 * `Retry-After` when a window is full.
 */
export async function reserveAttempt(
  database: Pick<Database, "prisma" | "changes">,
  rules: readonly ThrottleRule[],
  now: Date,
): Promise<Reservation> {
  const windows = await withTransaction(database, async (tx) => {
    const taken: Window[] = [];
    for (const rule of rules) taken.push(await reserveOne(tx, rule, now));
    return taken;
  });
  return { counts: windows.map(({ count }) => count), release: () => release(database, windows) };
}
