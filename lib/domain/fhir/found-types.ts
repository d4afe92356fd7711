type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The type of the resource. Null: it isn't one. */
export function getResourceType(value: unknown): string | null {
  if (!isFields(value) || typeof value.resourceType !== "string") return null;
  return value.resourceType;
}

/** The type of the resource that a URL names, such as `Patient/1` or `https://fhir.example.com/Patient/1/_history/2`. */
function getTypeOfUrl(url: unknown): string | null {
  if (typeof url !== "string") return null;
  const segments = (url.split(/[?#]/, 1)[0] ?? "").split("/");
  return segments.findLast((segment) => /^[A-Z][A-Za-z]{0,63}$/.test(segment)) ?? null;
}

/** An unknown type. Nobody has a permission for it but those who have one for every type. */
const unknownType = "";

function addEntry(entry: Fields, found: Set<string>): void {
  if (entry.resource !== undefined) addTypes(entry.resource, found);
  else if (isFields(entry.request)) found.add(getTypeOfUrl(entry.request.url) ?? unknownType);
  if (isFields(entry.response) && entry.response.outcome !== undefined) {
    addTypes(entry.response.outcome, found);
  }
}

function addParameter(parameter: Fields, found: Set<string>): void {
  if (parameter.resource !== undefined) addTypes(parameter.resource, found);
  for (const part of listFields(parameter.part)) addParameter(part, found);
}

/** Resources contained in another one are part of it, so they need no permission of their own. */
function addTypes(resource: unknown, found: Set<string>): void {
  const type = getResourceType(resource);
  found.add(type ?? unknownType);
  if (!isFields(resource)) return;
  if (type === "Bundle") addBundle(resource, found);
  for (const parameter of listFields(resource.parameter)) {
    if (type === "Parameters") addParameter(parameter, found);
  }
}

function addBundle(bundle: Fields, found: Set<string>): void {
  for (const entry of listFields(bundle.entry)) addEntry(entry, found);
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
