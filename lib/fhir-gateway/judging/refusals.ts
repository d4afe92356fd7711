import { ServiceError } from "#lib/domain/common/errors.ts";
import { type FhirHolder, type FhirNeed, findMissing, nameMissing } from "#lib/domain/fhir/access.ts";

export function refuseRequest(message: string): ServiceError {
  return new ServiceError("invalid_request", { message });
}

/** A 403 that names the scope that is missing and, if the caller lacks it for every type, what needs that. */
function createMissing(holder: FhirHolder, need: FhirNeed): ServiceError {
  const { feature } = need;
  const reason =
    feature === null ? "" : `, error_description="This needs access to every resource type: ${feature}"`;
  const scope = nameMissing(holder, need);
  return new ServiceError("forbidden", {
    headers: {
      "WWW-Authenticate": `Bearer realm="byteengine", error="insufficient_scope", scope="${scope}"${reason}`,
    },
  });
}

/** Throws `forbidden` unless the caller holds everything that the request needs. */
export function assertHolds(holder: FhirHolder, needs: readonly FhirNeed[]): void {
  const missing = findMissing(holder, needs);
  if (missing !== null) throw createMissing(holder, missing);
}
