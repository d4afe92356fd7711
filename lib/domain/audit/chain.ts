import { createHash, createHmac } from "node:crypto";

/** The values an event can contain: JSON. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };

export interface ChainedEvent {
  id: string;
  chainId: string;
  seq: bigint;
  action: string;
  actorType: string;
  actorId: string;
  targetType: string;
  targetId: string;
  changes: AuditValue;
  requestId: string;
  occurredAt: Date;
  personalHash: Uint8Array;
}

/** The previous hash of the first event of a chain. */
export const firstPrevHash: Uint8Array = new Uint8Array(32);

/** JSON with sorted names: the same text before and after the database has stored it. */
export function serializeCanonically(value: AuditValue): string {
  if (Array.isArray(value)) return `[${value.map(serializeCanonically).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${serializeCanonically(part)}`).join(",")}}`;
}

/** The digest of the erasable part, including its salt. The chain stays intact when the part is erased. */
export function hashPersonal(personal: AuditValue): Buffer {
  return createHash("sha256").update(serializeCanonically(personal)).digest();
}

/** HMAC-SHA-256 over the event and the previous hash, with the audit secret (ADR 0006). */
export function computeEventHash(secret: string, event: ChainedEvent, prevHash: Uint8Array): Buffer {
  const parts = [
    event.chainId,
    event.seq.toString(),
    event.id,
    event.action,
    event.actorType,
    event.actorId,
    event.targetType,
    event.targetId,
    serializeCanonically(event.changes),
    event.requestId,
    event.occurredAt.toISOString(),
    Buffer.from(event.personalHash).toString("hex"),
    Buffer.from(prevHash).toString("hex"),
  ];
  return createHmac("sha256", secret).update(JSON.stringify(parts)).digest();
}
