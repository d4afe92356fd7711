type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** What is in a response. */
interface Found {
  types: Set<string>;
  /** Null: only the types are asked for. */
  resources: unknown[] | null;
}

/** Reads the parts of a resource. Any other form could hide a resource, so it counts as one of an unknown type. */
function addParts(value: unknown, found: Found, add: (part: Fields, found: Found) => void): void {
  if (value === undefined) return;
  const parts: unknown[] = Array.isArray(value) ? value : [null];
  for (const part of parts) {
    if (isFields(part)) add(part, found);
    else found.types.add(unknownType);
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

function addEntry(entry: Fields, found: Found): void {
  if (entry.resource !== undefined) addResource(entry.resource, found);
  else if (isFields(entry.request)) found.types.add(getTypeOfRequest(entry.request) ?? unknownType);
  if (isFields(entry.response) && entry.response.outcome !== undefined) {
    addResource(entry.response.outcome, found);
  }
}

function addParameter(parameter: Fields, found: Found): void {
  if (parameter.resource !== undefined) addResource(parameter.resource, found);
  addParts(parameter.part, found, addParameter);
}

/**
 * Resources contained in another one are part of it, so they need no permission of their own. But everyone may read an
 * OperationOutcome.
 */
function addResource(resource: unknown, found: Found): void {
  const type = getResourceType(resource);
  found.types.add(type ?? unknownType);
  found.resources?.push(resource);
  if (!isFields(resource)) return;
  if (type === "Bundle") addBundle(resource, found);
  if (type === "Parameters") addParts(resource.parameter, found, addParameter);
  if (type === "OperationOutcome") addParts(resource.contained, found, addResource);
}

function addBundle(bundle: Fields, found: Found): void {
  addParts(bundle.entry, found, addEntry);
  if (bundle.issues !== undefined) addResource(bundle.issues, found);
}

function addAll(body: unknown, isList: boolean, found: Found): void {
  if (isList && isFields(body) && getResourceType(body) === "Bundle") addBundle(body, found);
  else addResource(body, found);
}

/**
 * The types of all resources in a response. The Bundle that lists the results of a search, or a history, isn't a result
 * itself.
 */
export function listFoundTypes(body: unknown, { isList }: { isList: boolean }): Set<string> {
  const found: Found = { types: new Set(), resources: null };
  addAll(body, isList, found);
  return found.types;
}

/** The resources themselves. Null: something in the response could hide one. */
export function listFoundResources(body: unknown, { isList }: { isList: boolean }): unknown[] | null {
  const resources: unknown[] = [];
  const found: Found = { types: new Set(), resources };
  addAll(body, isList, found);
  return found.types.has(unknownType) ? null : resources;
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
