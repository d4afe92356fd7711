/** What of the keys is shown; it lives in the address, so that a view can be sent to somebody. */
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

/** A whole secret, wherever it stands in the text. */
const secretPattern = /\bbe_[0-9A-Za-z]{46}\b/;

/** Longer than the start of a key that lists show. */
const partOfSecretPattern = /\bbe_[0-9A-Za-z]{7,}/;

export function findSecret(text: string): string | null {
  return secretPattern.exec(text)?.[0] ?? null;
}

/** Whether so much of a secret is in the text that it must not reach an address. */
export function hasPartOfSecret(text: string): boolean {
  return partOfSecretPattern.test(text);
}

/** The address of a view, beginning with `?`; the plain view has no parameters. */
export function writeKeyFilters(filters: KeyFilters): string {
  const { isInactiveShown, ...texts } = filters;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(texts)) if (value !== "") query.set(name, value);
  if (isInactiveShown) query.set("inactive", "1");
  return `?${query}`;
}

/** Whether anything narrows the list; sorting and paging do not. */
export function isNarrowed({ q, environment, status, owner }: KeyFilters): boolean {
  return [q, environment, status, owner].some((value) => value !== "");
}
