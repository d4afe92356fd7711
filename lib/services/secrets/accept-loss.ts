import { signCheckpoint } from "#lib/domain/audit/checkpoint.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { SecretPurpose } from "#lib/domain/instance/secret-check.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import { type DatabaseTime, readDatabaseTime } from "#lib/platform/db/database-time.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import type { AuditChanges } from "#lib/services/audit/emit.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { findLastCheckpoint } from "#lib/services/audit/find-checkpoint.ts";
import { instanceChain } from "#lib/services/audit/instance-chain.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findNeeded } from "./check-at-start.ts";
import { signingMarginMs } from "./count-uses.ts";
import { contradictsData } from "./find-evidence.ts";
import { listFingerprints, readKnownSecrets, recordSecrets, secretSettings } from "./secret-records.ts";

/** The secrets that are lost. */
interface Loss {
  purpose: SecretPurpose;
  /** Empty if the database had recorded none. */
  fingerprints: string[];
  /** Whether events that name no secret are among those that they signed. */
  hasUnnamed: boolean;
  /** Sessions that started by then can't be read. Null: none can. */
  signedUntil: Date | null;
}

async function findLoss(ctx: ServiceContext, purpose: SecretPurpose): Promise<Loss | null> {
  const known = await readKnownSecrets(ctx.runtime.database.prisma, purpose);
  if (known.length === 0) {
    const isLost = await contradictsData(ctx.runtime, purpose);
    return isLost ? { purpose, fingerprints: [], hasUnnamed: true, signedUntil: null } : null;
  }
  const { needed } = await findNeeded(ctx.runtime, purpose, ctx.now);
  if (needed.length === 0) return null;
  return {
    purpose,
    fingerprints: needed.map(({ known: { fingerprint } }) => fingerprint),
    hasUnnamed: needed.some(({ known: { isOriginal } }) => isOriginal),
    signedUntil: new Date(
      Math.max(...needed.map(({ known: { signedUntil } }) => (signedUntil ?? ctx.now).getTime())),
    ),
  };
}

function emitLoss(tx: Transaction, ctx: ServiceContext, { purpose, fingerprints }: Loss, chainId: string) {
  const changes: AuditChanges = { from: fingerprints, to: listFingerprints(ctx.runtime, purpose)[0] ?? "" };
  return emitAudit(tx, ctx, {
    teamId: chainId === instanceChain ? null : chainId,
    action: "secret.accept_loss",
    target: { type: "secret", id: secretSettings[purpose] },
    changes,
  });
}

function whereLost({ fingerprints, hasUnnamed }: Loss): Prisma.AuditEventWhereInput {
  return { OR: [{ secretId: { in: fingerprints } }, ...(hasUnnamed ? [{ secretId: null }] : [])] };
}

/** Continues a chain after the last event that a lost secret signed. False if it needs none of them. */
async function restartChain(ctx: ServiceContext, loss: Loss, chainId: string): Promise<boolean> {
  const [secret = ""] = ctx.runtime.secrets.audit;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await tx.$executeRaw`SELECT FROM audit_heads WHERE chain_id = ${chainId} FOR UPDATE`;
    const covered = await findLastCheckpoint(tx, chainId);
    const lastEvent = await tx.auditEvent.findFirst({
      where: { chainId, seq: { gt: covered?.seq ?? 0n }, ...whereLost(loss) },
      orderBy: { seq: "desc" },
    });
    const isCheckpointLost = covered !== null && loss.fingerprints.includes(covered.secretId);
    const last = lastEvent ?? (isCheckpointLost ? covered : null);
    if (last === null) return false;
    const checkpoint = {
      chainId,
      kind: "secret_lost",
      firstSeq: lastEvent === null ? last.seq : (covered?.seq ?? 0n) + 1n,
      seq: last.seq,
      hash: new Uint8Array(last.hash),
      occurredAt: last.occurredAt,
      exportDigest: null,
      createdAt: ctx.now,
    };
    const signature = new Uint8Array(signCheckpoint(secret, checkpoint));
    const data = { ...checkpoint, secretId: fingerprintSecret(secret), signature };
    const { kind, seq } = checkpoint;
    await tx.auditCheckpoint.upsert({
      where: { chainId_seq_kind: { chainId, seq, kind } },
      create: data,
      update: data,
    });
    await emitLoss(tx, ctx, loss, chainId);
    return true;
  });
}

async function restartChains(ctx: ServiceContext, loss: Loss): Promise<string[]> {
  const heads = await ctx.runtime.database.prisma.auditHead.findMany({ select: { chainId: true } });
  const restarted: string[] = [];
  for (const { chainId } of heads) {
    if (await restartChain(ctx, loss, chainId)) restarted.push(chainId);
  }
  return restarted;
}

/** Ends the sessions whose cookies can't be read any more, so that nobody sees them as signed in. */
function endSessions(tx: Transaction, { signedUntil }: Loss, now: Date): Promise<Prisma.BatchPayload> {
  const createdAt = signedUntil === null ? {} : { lte: new Date(signedUntil.getTime() + signingMarginMs) };
  return tx.session.updateMany({ where: { endedAt: null, createdAt }, data: { endedAt: now } });
}

async function finish(
  ctx: ServiceContext,
  loss: Loss,
  { now, isRecorded }: { now: DatabaseTime; isRecorded: boolean },
): Promise<number> {
  const { purpose, fingerprints } = loss;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const ended = purpose === "session" ? (await endSessions(tx, loss, now)).count : 0;
    if (!isRecorded) await emitLoss(tx, ctx, loss, instanceChain);
    await tx.instanceSecret.updateMany({
      where: { purpose, fingerprint: { in: fingerprints } },
      data: { endedAt: now, ending: "lost" },
    });
    await recordSecrets(tx, ctx.runtime, { purpose, isOriginal: false, now });
    return ended;
  });
}

export interface AcceptedLoss {
  /** Null if the database had recorded none. */
  fingerprints: string[];
  restartedChains: number;
  endedSessions: number;
}

/**
 * Continues without secrets that are lost, on behalf of the operator. Each audit log continues as a new section after the last
 * event that can't be verified any more, and says so. Null if nothing is lost.
 */
export async function acceptLoss(
  runtime: ServiceContext["runtime"],
  purpose: SecretPurpose,
): Promise<AcceptedLoss | null> {
  const now = await readDatabaseTime(runtime.database);
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  const loss = await findLoss(ctx, purpose);
  if (loss === null) return null;
  const chains = purpose === "audit" ? await restartChains(ctx, loss) : [];
  const endedSessions = await finish(ctx, loss, { now, isRecorded: chains.includes(instanceChain) });
  return { fingerprints: loss.fingerprints, restartedChains: chains.length, endedSessions };
}
