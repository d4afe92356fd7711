/** The filters in the page's URL. Empty: not filtered. */
export interface RequestFilters {
  /** `accepted`, `rejected` or one verification code. */
  outcome: string;
  environment: string;
  key: string;
  address: string;
  /** `unknown`: requests without a known key, for administrators of the console. */
  scope: string;
  cursor: string;
}

export const noFilters: RequestFilters = {
  outcome: "",
  environment: "",
  key: "",
  address: "",
  scope: "",
  cursor: "",
};

/** The query string for these filters. Empty if there are none. */
export function writeRequestFilters(filters: RequestFilters): string {
  const given = Object.entries(filters).filter(([, value]) => value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** Whether any filter is set. The kind of requests and paging don't count. */
export function isFiltered({ cursor: _, scope: _scope, ...filters }: RequestFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}

export function getRequestsPath(teamSlug: string): string {
  return `/t/${encodeURIComponent(teamSlug)}/requests`;
}

export function getRequestPath(teamSlug: string, requestId: string): string {
  return `${getRequestsPath(teamSlug)}/${encodeURIComponent(requestId)}`;
}
