import type { AuditValue } from "#lib/domain/audit/chain.ts";
import type { StoredEvent } from "#lib/domain/audit/check-chain.ts";
import type { AuditEvent, Prisma } from "#lib/platform/db/generated/client.ts";

/** Converts a row to the form the chain is computed from. */
export function toStoredEvent(row: AuditEvent): StoredEvent {
  return { ...row, changes: asAuditValue(row.changes), personal: asAuditValue(row.personal) };
}

/** Prisma's JSON type only differs in that an object's properties can be undefined. */
export function asAuditValue(value: Prisma.JsonValue): AuditValue {
  return value as AuditValue;
}
