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

/** Whether anything narrows the list; paging does not. */
export function isNarrowed({ cursor: _, ...filters }: AuditFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}
