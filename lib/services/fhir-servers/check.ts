import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import { checkConnection } from "#lib/platform/fhir/check-connection.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { findFhirServer } from "./find-fhir-server.ts";
import { authenticateCheck, type RequestToken } from "./gateway/authenticate-check.ts";

/** POST /fhir/servers/{id}/check: checks whether the server responds to requests with its credential. Changes nothing. */
export async function checkFhirServer(
  ctx: HeavyContext,
  input: { id: string },
  requestToken: RequestToken,
): Promise<FhirConnectionDto> {
  const scope = authorize(ctx, "fhir.servers:read");
  const server = await findFhirServer(ctx.runtime.database.prisma, scope, input.id);
  const credential = await authenticateCheck(server, ctx.runtime, requestToken);
  return checkConnection(server.baseUrl, { config: ctx.runtime.config, credential });
}
