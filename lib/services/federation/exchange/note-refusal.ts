import { createId } from "#lib/domain/common/ids.ts";
import type { RefusalReason } from "#lib/domain/federation/refusal.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** Older ones of the same app are removed. */
const keptPerApp = 50;

/** At most one per app and second is recorded: anyone can send tokens. */
const minPauseMs = 1_000;
const maxApps = 1_000;
const lastNotedMs = new Map<string, number>();

function isDue(appId: string, nowMs: number): boolean {
  const last = lastNotedMs.get(appId);
  if (last !== undefined && nowMs - last < minPauseMs) return false;
  lastNotedMs.delete(appId);
  lastNotedMs.set(appId, nowMs);
  const oldest = lastNotedMs.keys().next().value;
  if (lastNotedMs.size > maxApps && oldest !== undefined) lastNotedMs.delete(oldest);
  return true;
}

export interface Refusal {
  appId: string;
  ruleId: string | null;
  issuer: string;
  reason: RefusalReason;
  claim: string | null;
  value: string | null;
}

/** U+0000 and unpaired surrogates, which the database can't store. */
function toStorable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}

/** Records why a token wasn't exchanged, for the people of the team. */
export async function noteRefusal(
  { prisma }: Pick<Database, "prisma">,
  refusal: Refusal,
  now: Date,
): Promise<void> {
  const { appId } = refusal;
  if (!isDue(appId, performance.now())) return;
  await prisma.exchangeRefusal.create({
    data: {
      ...refusal,
      id: createId("exchangeRefusal"),
      issuer: toStorable(refusal.issuer),
      value: refusal.value === null ? null : toStorable(refusal.value),
      createdAt: now,
    },
  });
  await prisma.$executeRaw`
    DELETE FROM exchange_refusals WHERE app_id = ${appId} AND id NOT IN (
      SELECT id FROM exchange_refusals WHERE app_id = ${appId} ORDER BY created_at DESC LIMIT ${keptPerApp})`;
}
