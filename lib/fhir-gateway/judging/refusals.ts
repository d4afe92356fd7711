import { ServiceError } from "#lib/domain/common/errors.ts";
import {
  type FhirHolder,
  type FhirNeed,
  findMissing,
  isBeyondPerson,
  nameMissing,
  type Reach,
} from "#lib/domain/fhir/access.ts";

export function refuseRequest(message: string): ServiceError {
  return new ServiceError("invalid_request", { message });
}

function createForbidden(parameters: string, message?: string): ServiceError {
  return new ServiceError("forbidden", {
    ...(message === undefined ? {} : { message }),
    headers: { "WWW-Authenticate": `Bearer realm="byteengine", error="insufficient_scope", ${parameters}` },
  });
}

/** A 403 for what can't be limited to the patient in context. The reason is plain ASCII, because a header has it, too. */
export function refuseForPatient(reason: string): ServiceError {
  const message = `Access to one patient doesn't include ${reason}`;
  return createForbidden(`error_description="${message}"`, message);
}

/** A 403 that names the scope that is missing and, if the caller lacks it for every type, what needs that. */
export function createMissing(holder: FhirHolder, need: FhirNeed, reach: Reach): ServiceError {
  if (isBeyondPerson(holder, [need], reach)) {
    const message = "The person who authorized the app can't do this themselves";
    return createForbidden(`error_description="${message}"`, message);
  }
  const { feature } = need;
  const reason =
    feature === null ? "" : `, error_description="This needs access to every resource type: ${feature}"`;
  return createForbidden(`scope="${nameMissing(holder, need)}"${reason}`);
}

/** Throws `forbidden` unless the caller holds everything that the request needs. */
export function assertHolds(holder: FhirHolder, needs: readonly FhirNeed[], reach: Reach): void {
  const missing = findMissing(holder, needs, reach);
  if (missing !== null) throw createMissing(holder, missing, reach);
}
