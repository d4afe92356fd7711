import { createKeptAlive, type KeptAlive } from "#lib/platform/outbound/kept-alive.ts";
import { listAllowed } from "#lib/platform/outbound/list-allowed.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { type BackendTokens, createBackendTokens } from "../upstream/backend-tokens.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { createServerCache, type ServerCache } from "./server-cache.ts";
import { createStatementCache, type StatementCache } from "./statement-cache.ts";

/** What the gateway of one process keeps between requests. */
export interface Gateway {
  servers: ServerCache;
  inFlight: InFlight;
  outbound: KeptAlive;
  tokens: BackendTokens;
  statements: StatementCache;
}

const maxPerServer = 64;
const maxTotal = 256;

const gateways = new WeakMap<Config, Gateway>();

/** The gateway of the process, which has one configuration. */
export function getGateway({ config }: Pick<Runtime, "config">): Gateway {
  const existing = gateways.get(config);
  if (existing !== undefined) return existing;
  const outbound = createKeptAlive({ allowed: listAllowed(config), maxIdle: maxPerServer });
  const created: Gateway = {
    servers: createServerCache(),
    inFlight: createInFlight({ perServer: maxPerServer, total: maxTotal }),
    outbound,
    tokens: createBackendTokens(outbound),
    statements: createStatementCache(),
  };
  gateways.set(config, created);
  return created;
}
