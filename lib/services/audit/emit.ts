import { randomBytes } from "node:crypto";
import type { AuditField } from "#lib/contract/team/audit-fields.ts";
import { getActorId, getActorType } from "#lib/domain/actor.ts";
import {
  type AuditValue,
  type ChainedEvent,
  computeEventHash,
  firstPrevHash,
  hashPersonal,
} from "#lib/domain/audit/chain.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { assertNotSuspended, isActingIn } from "#lib/services/assert-not-suspended.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { instanceChain } from "./instance-chain.ts";

/** What an event can record: values by the names of AuditField. */
export type AuditChanges = { readonly [Name in AuditField]?: AuditValue };

/** Rejects names that the console has no label for, also those that a spread brings in. */
type OnlyKnown<Changes> = { readonly [Name in Exclude<keyof Changes, AuditField>]: never };

export interface AuditEntry<Changes extends AuditChanges = AuditChanges> {
  /** Null: the event belongs to no team and is added to the instance's own chain. */
  teamId: string | null;
  /** `resource.verb`, such as `key.rotate`. */
  action: string;
  target: { type: string; id: string };
  /** What changed, without secrets and personal data. */
  changes: Changes & OnlyKnown<Changes>;
  /** Names and addresses, which are stored outside the chain so that they can be erased. */
  personal?: { readonly [name: string]: AuditValue };
}

interface ChainHead {
  /** The number of the new event. */
  seq: bigint;
  /** The hash of the event before it. */
  hash: Uint8Array;
}

/** Takes the next number of a chain. The row stays locked until the transaction ends, so writers wait here. */
async function advanceHead(tx: Transaction, chainId: string): Promise<ChainHead> {
  const advance = () => tx.$queryRaw<ChainHead[]>`
    UPDATE audit_heads SET seq = seq + 1 WHERE chain_id = ${chainId} RETURNING seq, hash`;
  const [head] = await advance();
  if (head !== undefined) return head;
  await tx.$executeRaw`
    INSERT INTO audit_heads (chain_id, seq, hash) VALUES (${chainId}, 0, ${Buffer.from(firstPrevHash)})
    ON CONFLICT (chain_id) DO NOTHING`;
  const [firstHead] = await advance();
  if (firstHead === undefined) throw new Error("the audit chain has no head");
  return firstHead;
}

/** Writes the event of a mutation in its transaction, so that there is no mutation without an event (ADR 0006). */
export async function emitAudit<Changes extends AuditChanges>(
  tx: Transaction,
  ctx: ServiceContext,
  entry: AuditEntry<Changes>,
): Promise<void> {
  const chainId = entry.teamId ?? instanceChain;
  const [secret] = ctx.runtime.secrets.audit;
  if (secret === undefined) throw new Error("no audit secret is set");
  const head = await advanceHead(tx, chainId);
  // After the head is locked, which suspending the team locks too: no change by its members and keys commits later.
  if (isActingIn(ctx.actor, chainId)) await assertNotSuspended(tx, chainId);
  const { address, agent } = ctx.request;
  const personal = { salt: randomBytes(16).toString("base64url"), address, agent, ...entry.personal };
  const event: ChainedEvent = {
    id: createId("event"),
    chainId,
    seq: head.seq,
    action: entry.action,
    actorType: getActorType(ctx.actor),
    actorId: getActorId(ctx.actor),
    targetType: entry.target.type,
    targetId: entry.target.id,
    changes: entry.changes,
    requestId: ctx.request.id,
    occurredAt: ctx.now,
    personalHash: hashPersonal(personal),
  };
  const hash = computeEventHash(secret, event, head.hash);
  await tx.auditEvent.create({
    data: {
      ...event,
      changes: entry.changes,
      personal,
      personalHash: new Uint8Array(event.personalHash),
      prevHash: new Uint8Array(head.hash),
      hash: new Uint8Array(hash),
      secretId: fingerprintSecret(secret),
    },
  });
  await tx.auditHead.update({ where: { chainId }, data: { hash: new Uint8Array(hash) } });
}
