import { type AuditValue, serializeCanonically } from "#lib/domain/audit/chain.ts";

/** The given fields whose values changed: `{name: {from, to}}`. */
export function listChanges(
  before: { readonly [field: string]: AuditValue },
  after: { readonly [field: string]: AuditValue },
): Record<string, AuditValue> {
  const changes: Record<string, AuditValue> = {};
  for (const [field, to] of Object.entries(after)) {
    const from = before[field] ?? null;
    if (serializeCanonically(from) !== serializeCanonically(to)) changes[field] = { from, to };
  }
  return changes;
}
