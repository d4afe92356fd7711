import type { AuditVerificationDto } from "#lib/contract/team/audit-events.ts";
import { type ChainPosition, findBreak, startOfChain } from "#lib/domain/audit/check-chain.ts";
import { isCheckpointSigned } from "#lib/domain/audit/checkpoint.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { AuditEvent } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { findLastCheckpoint } from "./find-checkpoint.ts";
import { authorizeInstanceAudit } from "./instance-chain.ts";
import { toStoredEvent } from "./stored-event.ts";

type VerifyRuntime = Pick<ServiceContext["runtime"], "database" | "secrets">;
type Broken = Extract<AuditVerificationDto, { ok: false }>["brokenAt"];
type Unverified = Extract<AuditVerificationDto, { ok: true }>["unverified"];

/** The number of events that are read and hashed at once. Other requests run between batches. */
const batchSize = 250;

/** Reads and checks the events after the position, up to `upTo`. */
function readAndCheck(
  { database: { heavy }, secrets }: VerifyRuntime,
  { chainId, upTo, head }: { chainId: string; upTo: bigint; head: string | undefined },
  progress: Progress,
): Promise<{ brokenAt: Broken | null; isLast: boolean }> {
  const check = async () => {
    const batch = await heavy.prisma.auditEvent.findMany({
      where: { chainId, seq: { gt: progress.position.seq, lte: upTo } },
      orderBy: { seq: "asc" },
      take: batchSize,
    });
    const brokenAt = checkBatch(secrets.audit, progress, batch, head);
    progress.isFirst = false;
    return { brokenAt, isLast: batch.length < batchSize };
  };
  return progress.isFirst ? check() : heavy.runBatch(check);
}

function toBreak(seq: bigint, id: string | null, reason: Broken["reason"]): Broken {
  return { seq: Number(seq), id, reason };
}

interface Progress {
  position: ChainPosition;
  /** No batch was read yet. */
  isFirst: boolean;
  isHeadSeen: boolean;
}

/** The first event of a batch that breaks the chain, or null. */
function checkBatch(
  secrets: readonly string[],
  progress: Progress,
  batch: readonly AuditEvent[],
  head: string | undefined,
): Broken | null {
  for (const row of batch) {
    const event = toStoredEvent(row);
    const reason = findBreak(secrets, progress.position, event);
    if (reason !== null) return toBreak(progress.position.seq + 1n, row.id, reason);
    progress.position = { seq: event.seq, hash: event.hash };
    if (toHex(event.hash) === head) progress.isHeadSeen = true;
  }
  return null;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

interface Start {
  position: ChainPosition;
  /** What comes before the position. */
  unverified: Unverified;
  brokenAt: Broken | null;
}

/** After the last checkpoint, otherwise at the first event. */
async function findStart({ database, secrets }: VerifyRuntime, chainId: string): Promise<Start> {
  const checkpoint = await findLastCheckpoint(database.heavy.prisma, chainId);
  if (checkpoint === null) return { position: startOfChain, unverified: null, brokenAt: null };
  const { seq, hash, kind, occurredAt } = checkpoint;
  return {
    position: { seq, hash },
    unverified: {
      kind: kind === "sealed" ? "sealed" : "secret_lost",
      lastSeq: Number(seq),
      lastAt: occurredAt.toISOString(),
    },
    brokenAt: isCheckpointSigned(secrets.audit, checkpoint) ? null : toBreak(seq, null, "checkpoint_altered"),
  };
}

/**
 * Recomputes a chain from its first event or last checkpoint to its head (ADR 0006). Events written since the start are ignored. `head` is a
 * hash stored earlier that must still be in the chain. It detects a table that was reset to an older state.
 */
export async function verifyChain(
  runtime: VerifyRuntime,
  chainId: string,
  { head, signal }: { head?: string | undefined; signal?: AbortSignal } = {},
): Promise<AuditVerificationDto> {
  const end = await runtime.database.heavy.prisma.auditHead.findUnique({ where: { chainId } });
  // Without a head row there should be no event, so check all events that exist.
  const upTo = end?.seq ?? 2n ** 62n;
  const start = await findStart(runtime, chainId);
  const progress: Progress = {
    position: start.position,
    isFirst: true,
    // Before the first event there is no head.
    isHeadSeen: head === undefined || (start.position.seq > 0n && head === toHex(start.position.hash)),
  };
  const countEvents = () => Number(progress.position.seq - start.position.seq);
  const fail = (brokenAt: Broken): AuditVerificationDto => ({ ok: false, events: countEvents(), brokenAt });
  if (start.brokenAt !== null) return fail(start.brokenAt);
  for (;;) {
    signal?.throwIfAborted();
    const { brokenAt, isLast } = await readAndCheck(runtime, { chainId, upTo, head }, progress);
    if (brokenAt !== null) return fail(brokenAt);
    if (isLast) break;
  }
  const { seq, hash } = progress.position;
  const isWhole = end === null ? seq === 0n : seq === end.seq && toHex(hash) === toHex(end.hash);
  if (!isWhole) return fail(toBreak(seq + 1n, null, "cut_off"));
  if (!progress.isHeadSeen) return fail(toBreak(seq + 1n, null, "head_unknown"));
  return { ok: true, events: countEvents(), unverified: start.unverified, head: toHex(hash) };
}

/** GET /audit-events/verify: verifies that the team's audit log is unchanged. */
export async function verifyAudit(
  ctx: HeavyContext,
  input: { head?: string | undefined },
): Promise<AuditVerificationDto> {
  const { teamId } = authorize(ctx, "audit:read");
  return verifyChain(ctx.runtime, teamId, input);
}

/** GET /instance/audit-events/verify: the same for the console's own log, for its administrators. */
export async function verifyInstanceAudit(
  ctx: HeavyContext,
  input: { head?: string | undefined },
): Promise<AuditVerificationDto> {
  const { teamId } = authorizeInstanceAudit(ctx);
  return verifyChain(ctx.runtime, teamId, input);
}

/** The ids of all chains: those with events, and those that should have some. */
export async function listChains({ prisma }: Pick<Database, "prisma">): Promise<string[]> {
  const events = await prisma.auditEvent.groupBy({ by: ["chainId"] });
  const heads = await prisma.auditHead.findMany({ select: { chainId: true } });
  const checkpoints = await prisma.auditCheckpoint.findMany({ select: { chainId: true } });
  return [...new Set([...events, ...heads, ...checkpoints].map(({ chainId }) => chainId))].sort();
}
