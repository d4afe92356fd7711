import { type AuditFilter, auditFilterSchema } from "#lib/schemas/audit-events.ts";
import { type AuditFilters, toAuditQuery } from "./audit-filters.ts";

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return ((Array.isArray(value) ? value[0] : value) ?? "").slice(0, 600);
}

function readDay(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
}

/** Reads an address as far as it makes sense; what does not is as if it were not there. */
export function parseAuditFilters(query: Query): AuditFilters {
  const { shape } = auditFilterSchema;
  const keep = (name: "actor" | "action" | "target") => {
    const text = readOne(query, name);
    return shape[name].safeParse(text).success ? text : "";
  };
  return {
    actor: keep("actor"),
    action: keep("action"),
    target: keep("target"),
    from: readDay(readOne(query, "from")),
    to: readDay(readOne(query, "to")),
    cursor: readOne(query, "cursor"),
  };
}

export function toAuditFilter(filters: AuditFilters): AuditFilter {
  return auditFilterSchema.parse(toAuditQuery(filters));
}
