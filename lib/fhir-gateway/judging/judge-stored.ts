import { getResourceType } from "#lib/domain/fhir/found-types.ts";
import { isInCompartment, namesOnlyPatient } from "#lib/domain/fhir/patient/compartment.ts";
import { createBadGateway } from "#lib/platform/fhir/bad-gateway.ts";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";
import { assertAnswered, isAbsent, isEncoded, readResource } from "./judge-response.ts";
import { refuseForPatient } from "./refusals.ts";

/** Only data, so that it can be sent to another thread. */
export interface StoredOptions {
  type: string;
  patientId: string;
  /** The server's base URL. */
  base: string;
}

const entityTag = /^(?:W\/)?"[\x21\x23-\x7e]{1,200}"$/;

/**
 * The version of a resource that is about to be changed, as an entity tag. Null: the server has none that belongs to the patient.
 * Throws `forbidden` if it also belongs to another patient, and `bad_gateway` if it can't be judged, or has no version: it could be another one by the time that it is changed.
 */
export function judgeStored(
  response: OutboundResponse,
  { type, patientId, base }: StoredOptions,
): string | null {
  if (isAbsent(response.status)) return null;
  assertAnswered(response);
  const body = isEncoded(response) ? null : readResource(response);
  if (getResourceType(body) !== type || !isInCompartment(body, patientId, [base])) return null;
  // The caller may know that it exists, but changing it would change data of someone else.
  if (!namesOnlyPatient(body, patientId, [base]))
    throw refuseForPatient("changes of what belongs to others, too");
  const tag = response.headers.etag ?? `W/"${readVersion(body)}"`;
  if (entityTag.test(tag)) return tag;
  throw createBadGateway("The FHIR server doesn't say which version of the resource it has");
}

function readVersion(body: unknown): string {
  const meta = typeof body === "object" && body !== null && "meta" in body ? body.meta : null;
  const isKnown = typeof meta === "object" && meta !== null && "versionId" in meta;
  return isKnown && typeof meta.versionId === "string" ? meta.versionId : "";
}
