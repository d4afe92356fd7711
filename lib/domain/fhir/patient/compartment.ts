import { compartmentElements } from "./compartment-elements.ts";

/** R4 defines the parameter `patient` for each type of the compartment but these. */
const otherParameters: ReadonlyMap<string, string> = new Map([
  ["AdverseEvent", "subject"],
  ["Group", "member"],
  ["Patient", "_id"],
  ["Schedule", "actor"],
  ["SupplyRequest", "subject"],
]);

/** The parameter that limits a search to the resources of one patient. Null: resources of this type belong to no patient. */
export function findCompartmentParameter(type: string): string | null {
  if (!compartmentElements.has(type)) return null;
  return otherParameters.get(type) ?? "patient";
}

/** The elements without which nobody can tell to which patient a resource belongs. */
export function listCompartmentElements(type: string): string[] {
  if (type === "Patient") return ["id"];
  const paths = compartmentElements.get(type) ?? [];
  return [...new Set(paths.flatMap((path) => path.slice(0, 1)))];
}

/** What resources of several patients refer to, such as a practitioner. They belong to no patient. */
const sharedTypes: ReadonlySet<string> = new Set([
  ...[
    "Endpoint",
    "HealthcareService",
    "Location",
    "Medication",
    "Organization",
    "Practitioner",
    "PractitionerRole",
  ],
]);

export function isSharedType(type: string): boolean {
  return sharedTypes.has(type);
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => listAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  return isFields(value) && Object.hasOwn(value, name) ? listAt(value[name], rest) : [];
}

/** What the elements of the compartment refer to. Not all of them are texts, because nobody has checked the resource. */
function listReferences(resource: Fields, type: string): unknown[] {
  const paths = compartmentElements.get(type) ?? [];
  return paths.flatMap((path) => listAt(resource, [...path, "reference"]));
}

const idPattern = "[A-Za-z0-9.-]{1,64}";
const toResource = new RegExp(
  `^(?:(https?://.+)/)?([A-Z][A-Za-z]{0,63})/(${idPattern})(?:/_history/${idPattern})?$`,
);
const maxReferenceLength = 2_000;
/** Contained resources and those of the same bundle are not resources of the server yet. */
const toNoResource = /^(?:#|urn:)/;

type Referred = "this-patient" | "another-patient" | "something-else";

/**
 * References of any other form, such as `Patient?identifier=1`, and patients of servers with other base URLs could mean a patient
 * to the server. They count as another one.
 */
function judgeReference(reference: unknown, patientId: string, bases: readonly string[]): Referred {
  if (typeof reference !== "string" || reference.length > maxReferenceLength) return "another-patient";
  if (toNoResource.test(reference)) return "something-else";
  const [found, base, type, id] = toResource.exec(reference) ?? [];
  if (found === undefined) return "another-patient";
  if (type !== "Patient") return "something-else";
  const isHere = base === undefined || bases.some((known) => known.replace(/\/$/, "") === base);
  return isHere && id === patientId ? "this-patient" : "another-patient";
}

/** `bases`: the base URLs by which the server knows its own resources. */
function judgeReferences(resource: unknown, patientId: string, bases: readonly string[]): Set<Referred> {
  if (!isFields(resource) || typeof resource.resourceType !== "string") return new Set();
  const references = listReferences(resource, resource.resourceType);
  return new Set(references.map((reference) => judgeReference(reference, patientId, bases)));
}

/**
 * Whether a resource belongs to a patient. A patient whose record links to this one is another patient, although the
 * specification lets servers show both.
 */
export function isInCompartment(resource: unknown, patientId: string, bases: readonly string[]): boolean {
  if (isFields(resource) && resource.resourceType === "Patient") return resource.id === patientId;
  return judgeReferences(resource, patientId, bases).has("this-patient");
}

/** Whether a resource belongs to this patient and to no other. */
export function namesOnlyPatient(resource: unknown, patientId: string, bases: readonly string[]): boolean {
  if (!isInCompartment(resource, patientId, bases)) return false;
  return !judgeReferences(resource, patientId, bases).has("another-patient");
}
