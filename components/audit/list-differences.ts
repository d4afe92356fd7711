import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { type EventNames, formatValue } from "./format-value.ts";

export interface Difference {
  field: string;
  /** Null if the event records only the new value. */
  from: string | Date | null;
  to: string | Date;
}

/** An event's changes by field: `from` and `to` if both are recorded, otherwise only the new value. */
export function listDifferences(changes: AuditEventDto["changes"], names: EventNames): Difference[] {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) return [];
  return Object.entries(changes).map(([field, value]) => {
    const isPair =
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      "from" in value &&
      "to" in value;
    const format = (one: unknown) => formatValue(field, one, names);
    return isPair
      ? { field, from: format(value.from), to: format(value.to) }
      : { field, from: null, to: format(value) };
  });
}
