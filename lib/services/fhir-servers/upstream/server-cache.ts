import { BoundedMap } from "#lib/domain/common/bounded-map.ts";
import { isId } from "#lib/domain/common/ids.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type CredentialSecret, openCredential } from "#lib/services/fhir-servers/gateway/credential-box.ts";
import {
  type GatewayServer,
  readGatewayServer,
} from "#lib/services/fhir-servers/gateway/read-gateway-server.ts";

/** A server as it was a moment ago. */
export interface KnownServer extends GatewayServer {
  /** Decrypted. `null`: it can't be decrypted any more. `undefined`: the server needs none. */
  secret: CredentialSecret | null | undefined;
}

export interface ServerCache {
  /** Null: there is no such server, or its gateway is off. */
  find(runtime: Pick<Runtime, "database" | "secrets">, id: string): Promise<KnownServer | null>;
}

/** A gateway that is turned off forwards nothing after this time, in no process. */
const maxAgeMs = 500;

const maxServers = 2_000;

async function readServer(
  runtime: Pick<Runtime, "database" | "secrets">,
  id: string,
): Promise<KnownServer | null> {
  const server = await readGatewayServer(runtime, id);
  if (server === null) return null;
  const { credential } = server;
  const secret =
    credential === null ? undefined : openCredential(credential, server, runtime.secrets.session);
  return { ...server, secret };
}

export function createServerCache(): ServerCache {
  const known = new BoundedMap<string, { readAtMs: number; server: Promise<KnownServer | null> }>(maxServers);
  return {
    find: async (runtime, id) => {
      if (!isId("fhirServer", id)) return null;
      const nowMs = performance.now();
      const recent = known.get(id);
      if (recent !== undefined && nowMs - recent.readAtMs < maxAgeMs) return recent.server;
      const server = readServer(runtime, id);
      const entry = { readAtMs: nowMs, server };
      known.set(id, entry);
      server.catch(() => {
        if (known.get(id) === entry) known.delete(id);
      });
      return server;
    },
  };
}
