import { findDayEnd, findDayStart } from "./zoned-day.ts";

/** What of the log is shown, as it stands in the address; days as a date field has them. */
export interface AuditFilters {
  actor: string;
  action: string;
  target: string;
  from: string;
  to: string;
  /** The time zone that the days are in; empty: UTC. */
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

/** The address of a view, beginning with `?`. */
export function writeAuditFilters(filters: AuditFilters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== "");
  return `?${new URLSearchParams(given)}`;
}

/** As the API's list takes it: whole days of the filter's time zone, the last one included. */
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

/** Whether anything narrows the list; paging does not. */
export function isNarrowed({ cursor: _, zone: _zone, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}
