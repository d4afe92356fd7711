import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import { requestBackendToken } from "#lib/platform/fhir/backend-tokens.ts";
import { checkConnection, type Problem } from "#lib/platform/fhir/check-connection.ts";
import { createKeptAlive } from "#lib/platform/outbound/kept-alive.ts";
import { listAllowed } from "#lib/platform/outbound/list-allowed.ts";
import { RequestFailed } from "#lib/platform/outbound/request-failed.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { findFhirServer } from "./find-fhir-server.ts";
import { authenticateCheck, type RequestToken } from "./gateway/authenticate-check.ts";
import { toBackendServer } from "./gateway/backend-server.ts";

/** POST /fhir/servers/{id}/check: checks whether the server responds to requests with its credential. Changes nothing. */
export async function checkFhirServer(ctx: HeavyContext, input: { id: string }): Promise<FhirConnectionDto> {
  const scope = authorize(ctx, "fhir.servers:read");
  const server = await findFhirServer(ctx.runtime.database.prisma, scope, input.id);
  const credential = await authenticateCheck(server, ctx.runtime, createTokenRequest(ctx));
  return checkConnection(server.baseUrl, { config: ctx.runtime.config, credential });
}

/** Requests a token of its own, so that a check shows what works now and not what worked a minute ago. */
function createTokenRequest({ runtime, now }: HeavyContext): RequestToken {
  return async (server, secret) => {
    const outbound = createKeptAlive({ allowed: listAllowed(runtime.config), maxIdle: 1 });
    try {
      const backend = toBackendServer(server, server.credential, secret);
      return (await requestBackendToken(outbound, backend, now.getTime())).token;
    } catch (error) {
      return { problem: explainNoToken(error) };
    } finally {
      outbound.close();
    }
  };
}

function explainNoToken(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.reason;
  if (error instanceof Error && error.name === "TimeoutError") return "timed_out";
  // The server answered, but issued no token.
  return "credential_refused";
}
