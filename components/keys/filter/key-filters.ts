/** The filters and order of the list. They are kept in the URL, so that a view can be shared. */
export interface KeyFilters {
  q: string;
  environment: string;
  status: string;
  owner: string;
  sort: string;
  cursor: string;
  isInactiveShown: boolean;
}

export const noFilters: KeyFilters = {
  q: "",
  environment: "",
  status: "",
  owner: "",
  sort: "",
  cursor: "",
  isInactiveShown: false,
};

/** A complete secret anywhere in the text. */
const secretPattern = /\bbe_[0-9A-Za-z]{46}\b/;

/** More of a secret than the hint that lists show. */
const partOfSecretPattern = /\bbe_[0-9A-Za-z]{7,}/;

export function findSecret(text: string): string | null {
  return secretPattern.exec(text)?.[0] ?? null;
}

/** Whether the text contains so much of a secret that it must not get into a URL. */
export function hasPartOfSecret(text: string): boolean {
  return partOfSecretPattern.test(text);
}

/** The query string of a view, starting with `?`. Defaults are omitted. */
export function writeKeyFilters(filters: KeyFilters): string {
  const { isInactiveShown, ...texts } = filters;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(texts)) if (value !== "") query.set(name, value);
  if (isInactiveShown) query.set("inactive", "1");
  return `?${query}`;
}

/** Whether any filter is set. Sorting and paging don't count. */
export function isNarrowed({ q, environment, status, owner }: KeyFilters): boolean {
  return [q, environment, status, owner].some((value) => value !== "");
}
