import { findDayEnd, findDayStart } from "./zoned-day.ts";

/** The filters in the page's URL. Days have the format of a date field. */
export interface AuditFilters {
  actor: string;
  action: string;
  target: string;
  from: string;
  to: string;
  /** The time zone of the days. Empty means UTC. */
  zone: string;
  cursor: string;
}

export const noFilters: AuditFilters = {
  actor: "",
  action: "",
  target: "",
  from: "",
  to: "",
  zone: "",
  cursor: "",
};

/** The query string for these filters, with the leading `?`. */
export function writeAuditFilters(filters: AuditFilters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== "");
  return `?${new URLSearchParams(given)}`;
}

/** The query of the API's list: whole days in the filter's time zone, including the last one. */
export function toAuditQuery({
  actor,
  action,
  target,
  from,
  to,
  zone,
}: AuditFilters): Record<string, string> {
  const given = {
    actor,
    action,
    target,
    from: from === "" ? "" : findDayStart(from, zone || "UTC").toISOString(),
    to: to === "" ? "" : findDayEnd(to, zone || "UTC").toISOString(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

/** Whether any filter is set. Paging doesn't count. */
export function isFiltered({ cursor: _, zone: _zone, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}
