import { checkConnection } from "#lib/fhir/check-connection.ts";
import type { CheckFhirAddressInput, FhirConnectionDto } from "#lib/schemas/fhir-servers.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** POST /fhir/servers/check: whether a server answers at an address that could be registered. Changes nothing. */
export async function checkFhirAddress(
  ctx: ServiceContext,
  input: CheckFhirAddressInput,
): Promise<FhirConnectionDto> {
  authorize(ctx, "fhir.servers:write");
  return checkConnection(input.baseUrl, ctx.runtime);
}
