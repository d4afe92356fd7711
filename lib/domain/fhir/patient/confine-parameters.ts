import { findCompartmentParameter, listCompartmentElements } from "./compartment.ts";

type Parameter = [name: string, value: string];

interface Confinement {
  type: string;
  patientId: string;
  /** The base URLs in front of `Patient/{id}`, without a slash at their end. */
  bases: readonly string[];
  /** Whether the parameter of the patient is added here. A search by POST has it in its form, and not also in its URL. */
  isSearch: boolean;
}

export type ConfinedParameters =
  | { outcome: "confined"; parameters: Parameter[] }
  /** `reason` continues "Access to one patient doesn't include …". */
  | { outcome: "refused"; reason: string };

/** A summary leaves out elements by which a resource is judged. */
const allowedSummaries: ReadonlySet<string> = new Set(["count", "false"]);

/** Limits the parameters of a search, read or history to the resources of one patient. */
export function confineParameters(
  given: readonly Parameter[],
  { type, patientId, bases, isSearch }: Confinement,
): ConfinedParameters {
  const own = findCompartmentParameter(type);
  const parameters: Parameter[] = [];
  for (const [name, value] of given) {
    if (name === "_summary" && !allowedSummaries.has(value)) return refuse("summaries of resources");
    if (isNameOf(name, own)) {
      if (!isOwnValue(name, value, { own, patientId, bases })) return refuse("searches for other patients");
      continue;
    }
    parameters.push(name === "_elements" ? [name, addElements(value, type)] : [name, value]);
  }
  if (isSearch && own !== null) parameters.push([own, own === "_id" ? patientId : `Patient/${patientId}`]);
  return { outcome: "confined", parameters };
}

function refuse(reason: string): ConfinedParameters {
  return { outcome: "refused", reason };
}

/** With any modifier, such as `patient:identifier`. */
function isNameOf(name: string, own: string | null): boolean {
  return own !== null && name.split(":", 1)[0] === own;
}

function isOwnValue(
  name: string,
  value: string,
  { own, patientId, bases }: { own: string | null } & Pick<Confinement, "patientId" | "bases">,
): boolean {
  if (own === "_id") return name === own && value === patientId;
  if (name !== own && name !== `${own}:Patient`) return false;
  const reference = `Patient/${patientId}`;
  return [patientId, reference, ...bases.map((base) => `${base}/${reference}`)].includes(value);
}

/** With those by which the resource is judged, whatever else is asked for. */
function addElements(value: string, type: string): string {
  const asked = value.split(",").map((name) => name.trim());
  return [...new Set([...asked, ...listCompartmentElements(type)])].filter((name) => name !== "").join(",");
}
