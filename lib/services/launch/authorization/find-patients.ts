import type { FindPatientsInput } from "#lib/contract/apps/launch.ts";
import type { FoundPatients } from "#lib/contract/apps/launch-output.ts";
import { missingPermission } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { requireAuthorization } from "./require-authorization.ts";
import { searchPatients } from "./search-patients.ts";

const idPattern = /^[A-Za-z0-9.-]{1,64}$/;

/**
 * POST /me/authorizations/patients: finds patients by a part of their name, or by id, for a person who can read every patient's
 * data. Nothing of it is stored or logged. Throws `forbidden` for others, and `bad_gateway`.
 */
export async function findPatients(
  ctx: ServiceContext,
  { request, text }: FindPatientsInput,
): Promise<FoundPatients> {
  const { server, canSearch } = await requireAuthorization(ctx, request);
  if (!canSearch) throw missingPermission("fhir.data:read");
  const byName = await searchPatients(ctx, server, { name: text });
  if (byName.patients.length > 0 || !idPattern.test(text)) return byName;
  return searchPatients(ctx, server, { _id: text });
}
