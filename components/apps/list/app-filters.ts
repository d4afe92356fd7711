/** The filters in the page's URL. Empty: not filtered. */
export interface AppFilters {
  environment: string;
  status: string;
  cursor: string;
}

export const noFilters: AppFilters = { environment: "", status: "", cursor: "" };

/** The query string for these filters, with a question mark even if there are none. */
export function writeAppFilters(filters: AppFilters): string {
  return `?${new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""))}`;
}

/** Whether any filter is set. Paging doesn't count. */
export function isFiltered({ environment, status }: AppFilters): boolean {
  return environment !== "" || status !== "";
}
