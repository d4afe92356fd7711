/** The filters in the page's URL. Days have the format of a date field. */
export interface AuditFilters {
  q: string;
  actor: string;
  action: string;
  target: string;
  /** A preset of list/date-presets.ts, or `custom`. Empty: any time. */
  range: string;
  /** Only with the range `custom`. */
  from: string;
  to: string;
  /** The time zone of the days. Empty means UTC. */
  zone: string;
  cursor: string;
}

export const noFilters: AuditFilters = {
  q: "",
  actor: "",
  action: "",
  target: "",
  range: "",
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

/** Whether any filter is set. Paging doesn't count. */
export function isFiltered({ cursor: _, zone: _zone, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}
