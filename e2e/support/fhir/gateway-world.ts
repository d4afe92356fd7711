import type { Server } from "node:http";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertApp, insertAppToken } from "#e2e/support/oauth/apps.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { type CredentialSecret, sealCredential } from "#lib/services/fhir-servers/gateway/credential-box.ts";
import { createHttpServer, listen } from "#server/http/http-server.ts";
import { createListener } from "#server/listener.ts";

/** A FHIR server whose gateway is on. By default it is in development and accepts keys. */
export async function insertGatewayServer(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  { baseUrl, ...fields }: Partial<Prisma.FhirServerUncheckedCreateInput> & { baseUrl: string },
): Promise<{ id: string; baseUrl: string }> {
  const id = createId("fhirServer");
  await database.prisma.fhirServer.create({
    data: {
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `Server ${id.slice(-6)}`,
      baseUrl,
      gatewayBaseUrl: baseUrl,
      gatewayAllowsKeys: true,
      ...fields,
    },
  });
  return { id, baseUrl };
}

/** Sets the credential with which the console authenticates at the server. */
export async function insertCredential(
  { database, secrets }: Pick<Runtime, "database" | "secrets">,
  server: { id: string; baseUrl: string },
  secret: CredentialSecret,
  fields: Partial<Prisma.FhirServerCredentialUncheckedCreateInput> = {},
): Promise<void> {
  const { sealed, keyId } = sealCredential(secret, server, secrets.session);
  await database.prisma.fhirServerCredential.create({
    data: {
      serverId: server.id,
      kind: secret.kind,
      secret: sealed,
      secretKeyId: keyId,
      createdById: "user_test",
      createdAt: new Date(),
      ...fields,
    },
  });
}

/** A service app in development with these scopes, and a token of it. */
export async function insertToken(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  scopes: string[],
): Promise<{ id: string; token: string }> {
  const app = await insertApp(database, team, { role: "developer", scopes });
  return { id: app.id, token: await insertAppToken(database, app) };
}

/** A key in development with these permissions. */
export function insertDataKey(
  database: Database,
  team: TestTeam,
  permissions: string[] = ["fhir.data:read", "fhir.data:write"],
  fields: Partial<Prisma.ApiKeyUncheckedCreateInput> = {},
) {
  return insertKey(database, team, { inheritsPermissions: false, permissions, ...fields });
}

export interface GatewayWorld {
  runtime: ReturnType<typeof createTestRuntime>;
  team: TestTeam;
  /** The console's address. Its own links say `localhost` instead of 127.0.0.1. */
  origin: string;
  stop(): Promise<void>;
}

/** The console in this process, with the gateway, and a team. It connects to this machine. */
export async function startGatewayWorld(
  database: Database,
  settings: Partial<Config> = {},
): Promise<GatewayWorld> {
  // The gateway's own links have the configured port.
  const port = await findFreePort();
  const runtime = createTestRuntime(database, { fhirAllowLoopback: true, port, ...settings });
  setRuntime(runtime);
  const team = await insertTeam(database);
  const server: Server = createHttpServer(
    runtime.config,
    createListener(runtime, () => null),
  );
  await listen(server, { host: "127.0.0.1", port });
  return {
    runtime,
    team,
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      setRuntime(undefined);
      await runtime.close();
    },
  };
}

export interface GatewayRequest {
  method?: string;
  /** A key or token. Null: none. */
  credential?: string | null;
  /** Sent as JSON, unless it is a text. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends a request to this address. By default, a body is announced as a FHIR resource. */
export function callGateway(
  url: string,
  { method = "GET", credential = null, body, headers = {} }: GatewayRequest,
): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(url.replace("//localhost:", "//127.0.0.1:"), {
    method,
    redirect: "manual",
    headers: {
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { "content-type": "application/fhir+json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: text }),
  });
}
