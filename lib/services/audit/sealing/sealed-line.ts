import { z } from "zod";
import type { AuditValue } from "#lib/domain/audit/chain.ts";
import type { StoredEvent } from "#lib/domain/audit/check-chain.ts";

const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/);

const lineSchema = z.object({
  chainId: z.string(),
  seq: z.int().positive(),
  id: z.string(),
  action: z.string(),
  actorType: z.string(),
  actorId: z.string(),
  targetType: z.string(),
  targetId: z.string(),
  changes: z.json(),
  requestId: z.string(),
  occurredAt: z.iso.datetime(),
  personal: z.json(),
  personalHash: hex,
  prevHash: hex,
  hash: hex,
  secretId: z.string().nullable(),
});

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** An event as a line of an exported file: everything that its verification needs. */
export function writeSealedLine(event: StoredEvent): string {
  const line: z.infer<typeof lineSchema> = {
    chainId: event.chainId,
    seq: Number(event.seq),
    id: event.id,
    action: event.action,
    actorType: event.actorType,
    actorId: event.actorId,
    targetType: event.targetType,
    targetId: event.targetId,
    changes: asJson(event.changes),
    requestId: event.requestId,
    occurredAt: event.occurredAt.toISOString(),
    personal: asJson(event.personal),
    personalHash: toHex(event.personalHash),
    prevHash: toHex(event.prevHash),
    hash: toHex(event.hash),
    secretId: event.secretId,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Throws for anything that isn't such a line. */
export function readSealedLine(text: string): StoredEvent {
  const line = lineSchema.parse(JSON.parse(text));
  return {
    ...line,
    seq: BigInt(line.seq),
    occurredAt: new Date(line.occurredAt),
    personalHash: Buffer.from(line.personalHash, "hex"),
    prevHash: Buffer.from(line.prevHash, "hex"),
    hash: Buffer.from(line.hash, "hex"),
  };
}

/** The same value as the schema's mutable type. */
function asJson(value: AuditValue): z.infer<ReturnType<typeof z.json>> {
  return value as z.infer<ReturnType<typeof z.json>>;
}
