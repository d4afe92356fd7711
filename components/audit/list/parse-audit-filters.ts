import { hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { type AuditFilter, auditFilterSchema, shortenSearch } from "#lib/contract/team/audit-events.ts";
import type { AuditFilters } from "../audit-filters.ts";
import { isDatePreset, resolveRange } from "./date-presets.ts";
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

/** A secret is never searched for: it must not get into the links of the page. */
function readSearch(text: string): string {
  const search = shortenSearch(text);
  const isValid = auditFilterSchema.shape.q.safeParse(search).success;
  return isValid && !hasPartOfSecret(search) ? search : "";
}

/** Reads the filters from a query string and ignores invalid values. Days without a range are a custom range. */
export function parseAuditFilters(query: Query): AuditFilters {
  const { shape } = auditFilterSchema;
  const keep = (name: "actor" | "action" | "target") => {
    const text = readOne(query, name);
    return shape[name].safeParse(text).success ? text : "";
  };
  const preset = readOne(query, "range");
  const from = isDatePreset(preset) ? "" : readDay(readOne(query, "from"));
  const to = isDatePreset(preset) ? "" : readDay(readOne(query, "to"));
  const isCustom = preset === "custom" || from !== "" || to !== "";
  const zone = readOne(query, "zone");
  return {
    q: readSearch(readOne(query, "q")),
    actor: keep("actor"),
    action: keep("action"),
    target: keep("target"),
    range: isDatePreset(preset) ? preset : isCustom ? "custom" : "",
    from,
    to,
    zone: isTimeZone(zone) ? zone : "",
    cursor: readOne(query, "cursor"),
  };
}

/** The query of the API's list. */
export function toAuditQuery(filters: AuditFilters, now: Date): Record<string, string> {
  const { q, actor, action, target } = filters;
  const { from, to } = resolveRange(filters, now);
  const given = {
    q,
    actor,
    action,
    target,
    from: from?.toISOString() ?? "",
    to: to?.toISOString() ?? "",
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

export function toAuditFilter(filters: AuditFilters, now: Date): AuditFilter {
  return auditFilterSchema.parse(toAuditQuery(filters, now));
}
