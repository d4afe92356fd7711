import { getResourceType, listFoundResources } from "#lib/domain/fhir/found-types.ts";
import {
  findCompartmentParameter,
  isInCompartment,
  isSharedType,
} from "#lib/domain/fhir/patient/compartment.ts";
import { isPageInteraction } from "./cursors.ts";
import type { JudgedCall } from "./read-call.ts";

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listFields(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/**
 * Whether everything in a response may be sent to a caller who reaches one patient only. True for all others. `base`: the server's
 * base URL.
 */
export function isOfPatient(body: unknown, judged: JudgedCall, base: string): boolean {
  const { call, patientId } = judged;
  if (patientId === null) return true;
  const isList = isPageInteraction(call.interaction);
  const resources = listFoundResources(body, { isList });
  if (resources === null) return false;
  const own = resources.filter((resource) => getResourceType(resource) !== "OperationOutcome");
  const isShared = call.type !== null && isSharedType(call.type) && !isList;
  const isOwn = (resource: unknown) =>
    isShared ? getResourceType(resource) === call.type : isInCompartment(resource, patientId, [base]);
  if (!own.every(isOwn)) return false;
  // A history of deletions only could be anyone's.
  if (call.interaction === "history-instance") return own.length > 0;
  return !isList || (hasResources(body) && (own.length > 0 || isCountOfPatient(body, judged, base)));
}

/** An entry without a resource can name one in its address. */
function hasResources(body: unknown): boolean {
  return !isFields(body) || listFields(body.entry).every(({ resource }) => resource !== undefined);
}

/** Without resources, only the link to the result itself shows whether the server limited the number to the patient. */
function isCountOfPatient(body: unknown, { call, isPage, patientId }: JudgedCall, base: string): boolean {
  if (!isFields(body) || isPage || body.total === undefined || String(body.total) === "0") return true;
  const name = findCompartmentParameter(call.type ?? "");
  const values = [patientId, `Patient/${patientId}`, `${base}/Patient/${patientId}`];
  return listFields(body.link).some(({ relation, url }) => {
    const parsed = relation === "self" && typeof url === "string" ? URL.parse(url, `${base}/`) : null;
    return parsed?.searchParams.getAll(name ?? "").some((value) => values.includes(value)) === true;
  });
}
