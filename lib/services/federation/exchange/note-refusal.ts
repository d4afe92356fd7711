import { createId } from "#lib/domain/common/ids.ts";
import { type RefusalReason, unsignedReasons } from "#lib/domain/federation/refusal.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** Older ones of the same app are removed. Anyone can send tokens without a valid signature, so these displace no others. */
const keptPerApp = { signed: 40, unsigned: 10 };

/** At most one per second of each kind and app is recorded. */
const minPauseMs = 1_000;
const maxSubjects = 2_000;
const lastNotedMs = new Map<string, number>();

function isDue(subject: string, nowMs: number): boolean {
  const last = lastNotedMs.get(subject);
  if (last !== undefined && nowMs - last < minPauseMs) return false;
  lastNotedMs.delete(subject);
  lastNotedMs.set(subject, nowMs);
  const oldest = lastNotedMs.keys().next().value;
  if (lastNotedMs.size > maxSubjects && oldest !== undefined) lastNotedMs.delete(oldest);
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
  const kind = unsignedReasons.includes(refusal.reason) ? "unsigned" : "signed";
  if (!isDue(`${kind} ${appId}`, performance.now())) return;
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
    DELETE FROM exchange_refusals WHERE id IN (
      SELECT id FROM exchange_refusals
      WHERE app_id = ${appId} AND (reason = ANY (${[...unsignedReasons]}::text[])) = ${kind === "unsigned"}
      ORDER BY created_at DESC OFFSET ${keptPerApp[kind]})`;
}
