import { getCountedType } from "#lib/domain/fhir/resource-types.ts";
import type { FhirUse } from "#lib/domain/fhir/use-counts.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** Counts a request through the gateway, in memory. It contains no ids or queries, and only types of FHIR. */
export function recordFhirUse(
  { fhirUse }: Pick<Runtime, "fhirUse">,
  use: Omit<FhirUse, "resourceType"> & { resourceType: string | null },
): void {
  fhirUse.add({ ...use, resourceType: getCountedType(use.resourceType) });
}
