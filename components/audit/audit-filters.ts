import { type AuditFilter, auditFilterSchema } from "#lib/schemas/audit-events.ts";

/** What of the log is shown, as it stands in the address; days as a date field has them. */
export interface AuditFilters {
  actor: string;
  action: string;
  target: string;
  from: string;
  to: string;
  cursor: string;
}

export const noFilters: AuditFilters = { actor: "", action: "", target: "", from: "", to: "", cursor: "" };

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

/** The address of a view, beginning with `?`. */
export function writeAuditFilters(filters: AuditFilters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== "");
  return `?${new URLSearchParams(given)}`;
}

const dayMs = 86_400_000;

/** As the API's list takes it: whole days of UTC, the last one included. */
export function toAuditQuery({ actor, action, target, from, to }: AuditFilters): Record<string, string> {
  const given = {
    actor,
    action,
    target,
    from: from === "" ? "" : new Date(from).toISOString(),
    to: to === "" ? "" : new Date(Date.parse(to) + dayMs).toISOString(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

export function toAuditFilter(filters: AuditFilters): AuditFilter {
  return auditFilterSchema.parse(toAuditQuery(filters));
}

/** Whether anything narrows the list; paging does not. */
export function isNarrowed({ cursor: _, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}
