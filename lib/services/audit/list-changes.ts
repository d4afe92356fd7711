import type { AuditField } from "#lib/contract/team/audit-fields.ts";
import { type AuditValue, serializeCanonically } from "#lib/domain/audit/chain.ts";

type Values<Field extends AuditField> = { readonly [Name in Field]?: AuditValue | undefined };

/** The given fields whose values changed: `{name: {from, to}}`. */
export function listChanges<Field extends AuditField>(
  before: Values<Field>,
  after: Values<Field>,
): { [Name in Field]?: AuditValue } {
  const earlier: { readonly [field: string]: AuditValue | undefined } = before;
  const changes: Record<string, AuditValue> = {};
  for (const [field, to = null] of Object.entries<AuditValue | undefined>(after)) {
    const from = earlier[field] ?? null;
    if (serializeCanonically(from) !== serializeCanonically(to)) changes[field] = { from, to };
  }
  return asFields(changes);
}

/** The names are those of `after`. */
function asFields<Field extends AuditField>(changes: Record<string, AuditValue>) {
  return changes as { [Name in Field]?: AuditValue };
}
