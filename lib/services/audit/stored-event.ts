import type { AuditValue } from "#lib/audit/chain.ts";
import type { StoredEvent } from "#lib/audit/check-chain.ts";
import type { AuditEvent, Prisma } from "#lib/db/generated/client.ts";

/** The row as the chain knows it. */
export function toStoredEvent(row: AuditEvent): StoredEvent {
  return { ...row, changes: asAuditValue(row.changes), personal: asAuditValue(row.personal) };
}

/** Prisma's JSON is JSON; its type only adds that an object's member may be undefined. */
export function asAuditValue(value: Prisma.JsonValue): AuditValue {
  return value as AuditValue;
}
