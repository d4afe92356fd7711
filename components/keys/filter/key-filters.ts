/** The tabs of the list. Active keys work; inactive ones are rejected. */
export const keyTabs = ["active", "inactive", "all"] as const;

export type KeyTab = (typeof keyTabs)[number];

/** Filters for what needs attention, by the API's names. Each is on or off. */
export const quickFilters = ["expiring", "unused", "rejected", "ownerSuspended"] as const;

export type QuickFilter = (typeof quickFilters)[number];

/**
 * The filters, order and columns of the list, by their names in the URL, so that a view can be shared. An empty text is the
 * default.
 */
export interface KeyFilters extends Record<QuickFilter, string> {
  tab: string;
  q: string;
  environment: string;
  status: string;
  owner: string;
  /** Keys that list this permission. */
  permission: string;
  sort: string;
  cursor: string;
  /** The hidden columns, separated by commas. */
  hide: string;
}

export const noFilters: KeyFilters = {
  tab: "",
  q: "",
  environment: "",
  status: "",
  owner: "",
  permission: "",
  expiring: "",
  unused: "",
  rejected: "",
  ownerSuspended: "",
  sort: "",
  cursor: "",
  hide: "",
};

/** A complete secret of a key anywhere in the text. */
const secretPattern = /\bbe_[0-9A-Za-z]{46}\b/;

/** More than the hint that lists show: of a key's secret, an app's, an access token or a directory's token. */
const partOfSecretPattern = /\bbe(?:_|_app_|t_|_scim_)[0-9A-Za-z]{7,}/;

export function findSecret(text: string): string | null {
  return secretPattern.exec(text)?.[0] ?? null;
}

/** Whether the text contains so much of a secret that it must not get into a URL. */
export function hasPartOfSecret(text: string): boolean {
  return partOfSecretPattern.test(text);
}

/** The query string of a view, starting with `?`. Defaults are omitted. */
export function writeKeyFilters(filters: KeyFilters): string {
  return `?${new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""))}`;
}

/** Whether any filter is set. Tabs, sorting, paging and columns don't count. */
export function isNarrowed({
  tab: _,
  sort: _sort,
  cursor: _cursor,
  hide: _hide,
  ...filters
}: KeyFilters): boolean {
  return Object.values(filters).some((value) => value !== "");
}

/** A status or a quick filter says which keys it means, so that it applies to all keys unless the URL names a tab. */
function findDefaultTab(filters: KeyFilters): KeyTab {
  return filters.status !== "" || quickFilters.some((name) => filters[name] !== "") ? "all" : "active";
}

export function getTab(filters: KeyFilters): KeyTab {
  return keyTabs.find((tab) => tab === filters.tab) ?? findDefaultTab(filters);
}

/** The same view in another tab. */
export function withTab(filters: KeyFilters, tab: KeyTab): KeyFilters {
  return { ...filters, cursor: "", tab: tab === findDefaultTab(filters) ? "" : tab };
}

/** The same view with a quick filter switched on or off, in the tab that then is the default. */
export function withQuickFilter(filters: KeyFilters, name: QuickFilter, isOn: boolean): KeyFilters {
  return { ...filters, cursor: "", tab: "", [name]: isOn ? "true" : "" };
}
