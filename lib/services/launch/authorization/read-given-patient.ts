import type { FoundPatients } from "#lib/contract/apps/launch-output.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findAuthorization, findPatientChoice } from "./read-authorization.ts";
import { searchPatients } from "./search-patients.ts";

/** The server doesn't answer, its gateway was turned off, or too many requests to servers are running. */
const outages = new Set<string>(["bad_gateway", "conflict", "service_unavailable"]);

/**
 * Who the patient of a request is, if the launch names one or the person has a record of their own. Null: the person may not read
 * it, or the server doesn't say.
 */
export async function readGivenPatient(
  ctx: ServiceContext,
  search: string,
): Promise<FoundPatients["patients"][number] | null> {
  const found = await findAuthorization(ctx, authorizePerson(ctx), search);
  if (found.outcome !== "ask") return null;
  const choice = findPatientChoice(found, found.offer.offered);
  if (choice.kind !== "given") return null;
  const { patientId } = choice;
  if (!(found.canSearch || found.ownPatientId === patientId)) return null;
  try {
    const { patients } = await searchPatients(ctx, found.server, { _id: patientId });
    return patients.find(({ id }) => id === patientId) ?? null;
  } catch (error) {
    // The person can still decide by the id.
    if (error instanceof ServiceError && outages.has(error.code)) return null;
    throw error;
  }
}
