import { createHash } from "node:crypto";
import { isCheckpointSigned, signCheckpoint } from "#lib/domain/audit/checkpoint.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { AuditEvent } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { emitAudit } from "../emit.ts";
import { instanceChain } from "../instance-chain.ts";
import { toStoredEvent } from "../stored-event.ts";
import { verifyChain } from "../verify.ts";
import { writeSealedLine } from "./sealed-line.ts";

/** Rows in memory while they are exported, and rows per statement while they are removed. */
const batchSize = 1_000;

/** Where sealed events are written before they are removed. */
export interface SealedFile {
  write(text: string): Promise<void>;
  /** Resolves once everything is on the disk. */
  sync(): Promise<void>;
}

export interface SealRequest {
  chainId: string;
  /** Events from this time on stay, and those after them. */
  before: Date;
  file: SealedFile;
  now: Date;
  signal?: AbortSignal;
}

/** What an interrupted run had exported and not removed, if there was anything. */
interface Finished {
  finishedUpTo?: number;
}

export type SealOutcome =
  | ({ outcome: "sealed"; events: number; lastSeq: number; lastAt: string } & Finished)
  | ({ outcome: "nothing" } & Finished)
  /** Another command has sealed some of these events in the meantime. They are in its file. */
  | { outcome: "concurrent" }
  /** Sealing would hide the break. */
  | { outcome: "broken"; seq: number; reason: string };

/** The first and the last event to seal. Null if there are none. */
async function findRange({ database }: ServiceContext["runtime"], { chainId, before }: SealRequest) {
  const { auditEvent } = database.prisma;
  const first = await auditEvent.findFirst({ where: { chainId }, orderBy: { seq: "asc" } });
  // Events are recorded in another order than they happened, so everything up to the first recent one is sealed.
  const recent = await auditEvent.findFirst({
    where: { chainId, occurredAt: { gte: before } },
    orderBy: { seq: "asc" },
    select: { seq: true },
  });
  const last = await auditEvent.findFirst({
    where: { chainId, ...(recent === null ? {} : { seq: { lt: recent.seq } }) },
    orderBy: { seq: "desc" },
  });
  return first === null || last === null ? null : { first, last };
}

/** Writes the events to the file and returns the digest of what was written. */
async function exportEvents(
  { database }: ServiceContext["runtime"],
  { chainId, file, signal }: SealRequest,
  lastSeq: bigint,
): Promise<Uint8Array<ArrayBuffer>> {
  const digest = createHash("sha256");
  for (let after = 0n; after < lastSeq; ) {
    signal?.throwIfAborted();
    const events: AuditEvent[] = await database.prisma.auditEvent.findMany({
      where: { chainId, seq: { gt: after, lte: lastSeq } },
      orderBy: { seq: "asc" },
      take: batchSize,
    });
    const text = events.map((event) => writeSealedLine(toStoredEvent(event))).join("");
    digest.update(text);
    await file.write(text);
    after = events.at(-1)?.seq ?? lastSeq;
  }
  await file.sync();
  return new Uint8Array(digest.digest());
}

/** Removes the events up to a number, in short steps. */
async function removeEvents(
  { database }: ServiceContext["runtime"],
  { chainId, signal }: SealRequest,
  lastSeq: bigint,
): Promise<number> {
  let all = 0;
  for (let removed = batchSize; removed === batchSize; all += removed) {
    signal?.throwIfAborted();
    removed = await database.prisma.$executeRaw`
      DELETE FROM audit_events WHERE chain_id = ${chainId} AND seq IN (
        SELECT seq FROM audit_events WHERE chain_id = ${chainId} AND seq <= ${lastSeq} ORDER BY seq LIMIT ${batchSize})`;
  }
  return all;
}

/**
 * Removes the events that an interrupted run has left. Only a signed checkpoint proves that they are in its file: the console's
 * database role can write checkpoints, but must not be able to have events removed.
 */
async function removeLeft(runtime: ServiceContext["runtime"], request: SealRequest): Promise<Finished> {
  const checkpoints = await runtime.database.prisma.auditCheckpoint.findMany({
    where: { chainId: request.chainId, kind: "sealed" },
    orderBy: { seq: "desc" },
  });
  const last = checkpoints.find((checkpoint) => isCheckpointSigned(runtime.secrets.audit, checkpoint));
  if (last === undefined || (await removeEvents(runtime, request, last.seq)) === 0) return {};
  return { finishedUpTo: Number(last.seq) };
}

/**
 * Exports the events of an audit log before a time, records a signed checkpoint and an event about it, and then removes them.
 * The rest verifies from the checkpoint, and the file can be verified against it. Needs a database role that may delete events.
 */
export async function sealChain(
  runtime: ServiceContext["runtime"],
  request: SealRequest,
): Promise<SealOutcome> {
  const { chainId, now } = request;
  const finished = await removeLeft(runtime, request);
  const range = await findRange(runtime, request);
  if (range === null) return { outcome: "nothing", ...finished };
  const verdict = await verifyChain(runtime, chainId);
  if (!verdict.ok) {
    return { outcome: "broken", seq: verdict.brokenAt.seq, reason: verdict.brokenAt.reason };
  }
  const { first, last } = range;
  const [secret = ""] = runtime.secrets.audit;
  const checkpoint = {
    chainId,
    kind: "sealed",
    firstSeq: first.seq,
    seq: last.seq,
    hash: new Uint8Array(last.hash),
    occurredAt: last.occurredAt,
    exportDigest: await exportEvents(runtime, request, last.seq),
    createdAt: now,
  };
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  const isRecorded = await withTransaction(runtime.database, async (tx) => {
    await tx.$executeRaw`SELECT FROM audit_heads WHERE chain_id = ${chainId} FOR UPDATE`;
    const where = { chainId, kind: "sealed", seq: { gte: first.seq } };
    if ((await tx.auditCheckpoint.findFirst({ where })) !== null) return false;
    await tx.auditCheckpoint.create({
      data: {
        ...checkpoint,
        secretId: fingerprintSecret(secret),
        signature: new Uint8Array(signCheckpoint(secret, checkpoint)),
      },
    });
    const isInstance = chainId === instanceChain;
    await emitAudit(tx, ctx, {
      teamId: isInstance ? null : chainId,
      action: "audit_log.seal",
      target: { type: isInstance ? "console" : "team", id: chainId },
      changes: { from: Number(first.seq), to: Number(last.seq) },
    });
    return true;
  });
  if (!isRecorded) return { outcome: "concurrent" };
  await removeEvents(runtime, request, last.seq);
  return {
    outcome: "sealed",
    ...finished,
    events: Number(last.seq - first.seq + 1n),
    lastSeq: Number(last.seq),
    lastAt: last.occurredAt.toISOString(),
  };
}
