import { type AuditFilter, auditFilterSchema } from "#lib/contract/team/audit-events.ts";
import { type AuditFilters, toAuditQuery } from "./audit-filters.ts";
import { isTimeZone } from "./zoned-day.ts";

type Query = Record<string, string | string[] | undefined>;

function readOne(query: Query, name: string): string {
  const value = query[name];
  return ((Array.isArray(value) ? value[0] : value) ?? "").slice(0, 2_000);
}

/** Accepts only existing days within the API's range of years, with a margin for every time zone. */
function readDay(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < "1971" || text >= "9999") return "";
  const moment = new Date(text);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : "";
}

function readZone(text: string): string {
  return isTimeZone(text) ? text : "";
}

/** Reads the filters from a query string and ignores invalid values. */
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
    zone: readZone(readOne(query, "zone")),
    cursor: readOne(query, "cursor"),
  };
}

export function toAuditFilter(filters: AuditFilters): AuditFilter {
  return auditFilterSchema.parse(toAuditQuery(filters));
}
