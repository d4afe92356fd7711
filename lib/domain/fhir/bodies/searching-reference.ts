import type { FhirNeed } from "../access.ts";

/** A search in place of a path, such as `Encounter?patient=1`. */
const search = /^[^#?\s]*[A-Za-z]\/?\?/;

/** In a patch, the text can become a reference wherever it stands. */
function isSearch(name: string, value: unknown, isPatch: boolean): boolean {
  return typeof value === "string" && (isPatch || name === "reference") && search.test(value);
}

/** Whether a body refers to a resource by a search. Without recursion, because bodies can be deep. */
function hasSearchingReference(body: unknown, isPatch: boolean): boolean {
  const left: unknown[] = [body];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (isSearch(name, inner, isPatch)) return true;
      if (typeof inner === "object" && inner !== null) left.push(inner);
    }
  }
  return false;
}

/**
 * What a body needs because of its references. Some servers replace a reference by a search with what they find, of any type, or refuse
 * the resource if they find nothing. So writing it shows whether there is such a resource.
 */
export function listReferenceNeeds(body: unknown, { isPatch }: { isPatch: boolean }): FhirNeed[] {
  if (!hasSearchingReference(body, isPatch)) return [];
  return [{ type: null, letters: ["r", "s"], feature: "a reference by a search" }];
}
