import type { FhirServerCredential } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** How the gateway authenticates at a server. */
export type GatewayCredential = Pick<
  FhirServerCredential,
  "kind" | "secret" | "secretKeyId" | "clientId" | "scopes" | "tokenUrl" | "publicKey"
>;

/** What the gateway needs to know about a registered server. */
export interface GatewayServer {
  id: string;
  teamId: string;
  environment: { id: string; slug: string };
  baseUrl: string;
  allowsKeys: boolean;
  /** Null: the server needs none. */
  credential: GatewayCredential | null;
}

interface GatewayServerRow {
  teamId: string;
  environmentId: string;
  environmentSlug: string;
  baseUrl: string;
  gatewayBaseUrl: string | null;
  allowsKeys: boolean;
  /** Null: the server has no credential. */
  kind: string | null;
  secret: Uint8Array<ArrayBuffer>;
  secretKeyId: string;
  clientId: string | null;
  scopes: string | null;
  tokenUrl: string | null;
  publicKey: FhirServerCredential["publicKey"];
}

// Without Prisma, which takes a few milliseconds: the process that verifies keys reads it twice a second for each server.
const readGatewayServerSql = `
  SELECT server.team_id AS "teamId", environment.id AS "environmentId", environment.slug AS "environmentSlug",
    server.base_url AS "baseUrl", server.gateway_base_url AS "gatewayBaseUrl",
    server.gateway_allows_keys AS "allowsKeys",
    credential.kind, credential.secret, credential.secret_key_id AS "secretKeyId", credential.client_id AS "clientId",
    credential.scopes, credential.token_url AS "tokenUrl", credential.public_key AS "publicKey"
  FROM fhir_servers server
  JOIN teams team ON team.id = server.team_id
  JOIN environments environment ON environment.id = server.environment_id
  LEFT JOIN fhir_server_credentials credential ON credential.server_id = server.id
  WHERE server.id = $1 AND server.deleted_at IS NULL AND team.deleted_at IS NULL AND team.suspended_at IS NULL`;

/** Reads a server whose gateway is enabled. Null: there is none, or its gateway is off, or its team can't be used. */
export async function readGatewayServer(
  {
    database: { pool, keepsStatements },
  }: { database: Pick<Runtime["database"], "pool" | "keepsStatements"> },
  id: string,
): Promise<GatewayServer | null> {
  const { rows } = await pool.query<GatewayServerRow>({
    text: readGatewayServerSql,
    ...(keepsStatements ? { name: "read-gateway-server" } : {}),
    values: [id],
  });
  const [row] = rows;
  if (row === undefined || !isGatewayEnabled(row)) return null;
  const { teamId, environmentId, environmentSlug, baseUrl, allowsKeys } = row;
  const environment = { id: environmentId, slug: environmentSlug };
  return { id, teamId, environment, baseUrl, allowsKeys, credential: toCredential(row) };
}

function toCredential(row: GatewayServerRow): GatewayCredential | null {
  const { kind, secret, secretKeyId, clientId, scopes, tokenUrl, publicKey } = row;
  return kind === null ? null : { kind, secret, secretKeyId, clientId, scopes, tokenUrl, publicKey };
}

/** The gateway is on for one base URL: another one turns it off, whichever release changed it. */
export function isGatewayEnabled(server: { baseUrl: string; gatewayBaseUrl: string | null }): boolean {
  return server.gatewayBaseUrl === server.baseUrl;
}
