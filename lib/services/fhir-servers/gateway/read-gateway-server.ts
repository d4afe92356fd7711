import type { FhirServerCredential } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** What the gateway needs to know about a registered server. */
export interface GatewayServer {
  id: string;
  teamId: string;
  environment: { id: string; slug: string };
  baseUrl: string;
  allowsKeys: boolean;
  /** Null: the server needs none. */
  credential: FhirServerCredential | null;
}

/** Reads a server whose gateway is enabled. Null: there is none, or its gateway is off, or its team can't be used. */
export async function readGatewayServer(
  { database }: Pick<Runtime, "database">,
  id: string,
): Promise<GatewayServer | null> {
  const server = await database.prisma.fhirServer.findFirst({
    where: { id, deletedAt: null, team: { deletedAt: null, suspendedAt: null } },
    include: { environment: { select: { id: true, slug: true } }, credential: true },
  });
  if (server === null || !isGatewayEnabled(server)) return null;
  const { teamId, environment, baseUrl, gatewayAllowsKeys: allowsKeys, credential } = server;
  return { id, teamId, environment, baseUrl, allowsKeys, credential };
}

/** The gateway is on for one base URL: another one turns it off, whichever release changed it. */
export function isGatewayEnabled(server: { baseUrl: string; gatewayBaseUrl: string | null }): boolean {
  return server.gatewayBaseUrl === server.baseUrl;
}
