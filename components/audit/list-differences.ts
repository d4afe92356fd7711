import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";

export interface Difference {
  field: string;
  /** Null if the event records only the new value. */
  from: string | null;
  to: string;
}

function write(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return JSON.stringify(value);
}

/** An event's changes by field: `from` and `to` if both are recorded, otherwise only the new value. */
export function listDifferences(changes: AuditEventDto["changes"]): Difference[] {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) return [];
  return Object.entries(changes).map(([field, value]) => {
    const isPair =
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      "from" in value &&
      "to" in value;
    if (isPair) return { field, from: write(value.from), to: write(value.to) };
    return { field, from: null, to: write(value) };
  });
}
