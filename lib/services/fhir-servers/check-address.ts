import type { CheckFhirAddressInput, FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import { checkConnection } from "#lib/platform/fhir/check-connection.ts";
import { authorize } from "#lib/services/authorize.ts";
import { assertResource } from "#lib/services/bounds.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { fhirServerKind } from "#lib/services/resource-kinds.ts";

/** POST /fhir/servers/check: checks whether a FHIR server responds at a URL. Changes nothing. */
export async function checkFhirAddress(
  ctx: HeavyContext,
  input: CheckFhirAddressInput,
): Promise<FhirConnectionDto> {
  const scope = authorize(ctx, "fhir.servers:write");
  // A key that cannot register a server must not make this machine send requests to one.
  assertResource(scope, fhirServerKind, null);
  return checkConnection(input.baseUrl, ctx.runtime);
}
