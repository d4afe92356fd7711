interface FoundPatient {
  id: string;
  name: string | null;
  birthDate: string | null;
  gender: string | null;
  identifier: string | null;
}

const idPattern = /^[A-Za-z0-9.-]{1,64}$/;
const maxCharacters = 200;

function get(value: unknown, name: string): unknown {
  return Reflect.get(Object(value), name);
}

function list(value: unknown, name: string): unknown[] {
  const items = get(value, name);
  return Array.isArray(items) ? items : [];
}

/** A text that can be shown: in one line, and not too long. Null: it is another type of value, or empty. */
function readText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return text === "" ? null : text.slice(0, maxCharacters);
}

/** The usual name, or the first one. */
function readName(patient: unknown): string | null {
  const names = list(patient, "name");
  const known = names.find((name) => get(name, "use") === "official") ?? names[0];
  const parts = [...list(known, "given"), get(known, "family")].map(readText);
  const joined = parts.filter((part) => part !== null).join(" ");
  return readText(get(known, "text")) ?? readText(joined);
}

function toFound(patient: unknown): FoundPatient | null {
  const id = get(patient, "id");
  if (typeof id !== "string" || !idPattern.test(id)) return null;
  const [identifier] = list(patient, "identifier").map((item) => readText(get(item, "value")));
  return {
    id,
    name: readName(patient),
    birthDate: readText(get(patient, "birthDate")),
    gender: readText(get(patient, "gender")),
    identifier: identifier ?? null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The patients in a server's response to a search. Null: it is something else, or contains other types of data. */
export function readFoundPatients(
  text: string,
  max: number,
): { patients: FoundPatient[]; hasMore: boolean } | null {
  const bundle = parse(text);
  if (get(bundle, "resourceType") !== "Bundle" || get(bundle, "type") !== "searchset") return null;
  const resources = list(bundle, "entry").map((entry) => get(entry, "resource"));
  const types = resources.map((resource) => get(resource, "resourceType"));
  if (types.some((type) => type !== "Patient" && type !== "OperationOutcome")) return null;
  const found = resources
    .filter((_, index) => types[index] === "Patient")
    .map(toFound)
    .filter((patient) => patient !== null);
  const hasNext = list(bundle, "link").some((link) => get(link, "relation") === "next");
  return { patients: found.slice(0, max), hasMore: found.length > max || hasNext };
}
