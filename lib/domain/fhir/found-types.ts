type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Reads the parts of a resource. Any other form could hide a resource, so it counts as one of an unknown type. */
function addParts(value: unknown, found: Set<string>, add: (part: Fields, found: Set<string>) => void): void {
  if (value === undefined) return;
  const parts: unknown[] = Array.isArray(value) ? value : [null];
  for (const part of parts) {
    if (isFields(part)) add(part, found);
    else found.add(unknownType);
  }
}

/** The type of the resource. Null: it isn't one. */
export function getResourceType(value: unknown): string | null {
  if (!isFields(value) || typeof value.resourceType !== "string") return null;
  return value.resourceType;
}

/**
 * The type of the resource that a request of a history names: `Patient/1`, or `https://fhir.example.com/Patient/1/_history/2`.
 * An id can look like a type, and only a POST names no id.
 */
function getTypeOfRequest({ method, url }: Fields): string | null {
  if (typeof url !== "string") return null;
  const path = (url.split(/[?#]/, 1)[0] ?? "").replace(/\/_history(?:\/.*)?$/, "");
  const [beforeLast = "", last = ""] = ["", ...path.split("/")].slice(-2);
  const places = method === "POST" ? [last, beforeLast] : [beforeLast, last];
  return places.find((segment) => /^[A-Z][A-Za-z]{0,63}$/.test(segment)) ?? null;
}

/** An unknown type. Nobody has a permission for it but those who have one for every type. */
const unknownType = "";

function addEntry(entry: Fields, found: Set<string>): void {
  if (entry.resource !== undefined) addTypes(entry.resource, found);
  else if (isFields(entry.request)) found.add(getTypeOfRequest(entry.request) ?? unknownType);
  if (isFields(entry.response) && entry.response.outcome !== undefined) {
    addTypes(entry.response.outcome, found);
  }
}

function addParameter(parameter: Fields, found: Set<string>): void {
  if (parameter.resource !== undefined) addTypes(parameter.resource, found);
  addParts(parameter.part, found, addParameter);
}

/**
 * Resources contained in another one are part of it, so they need no permission of their own. But everyone may read an
 * OperationOutcome.
 */
function addTypes(resource: unknown, found: Set<string>): void {
  const type = getResourceType(resource);
  found.add(type ?? unknownType);
  if (!isFields(resource)) return;
  if (type === "Bundle") addBundle(resource, found);
  if (type === "Parameters") addParts(resource.parameter, found, addParameter);
  if (type === "OperationOutcome") addParts(resource.contained, found, addTypes);
}

function addBundle(bundle: Fields, found: Set<string>): void {
  addParts(bundle.entry, found, addEntry);
  if (bundle.issues !== undefined) addTypes(bundle.issues, found);
}

/**
 * The types of all resources in a response. The Bundle that lists the results of a search, or a history, isn't a result
 * itself.
 */
export function listFoundTypes(body: unknown, { isList }: { isList: boolean }): Set<string> {
  const found = new Set<string>();
  if (isList && isFields(body) && getResourceType(body) === "Bundle") addBundle(body, found);
  else addTypes(body, found);
  return found;
}

interface BundleLink {
  relation: unknown;
  url: string;
}

/** Replaces the links of a list of results. Null removes a link. */
export function replaceLinks(body: unknown, replace: (link: BundleLink) => string | null): void {
  if (!isFields(body) || getResourceType(body) !== "Bundle" || !Array.isArray(body.link)) return;
  const links = listFields(body.link).flatMap((link) => {
    const { relation, url } = link;
    const replaced = typeof url === "string" ? replace({ relation, url }) : null;
    return replaced === null ? [] : [{ ...link, url: replaced }];
  });
  Object.assign(body, { link: links });
}
