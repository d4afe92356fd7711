import { type BackendTokens, createBackendTokens } from "#lib/platform/fhir/backend-tokens.ts";
import { createKeptAlive, type KeptAlive } from "#lib/platform/outbound/kept-alive.ts";
import { listAllowed } from "#lib/platform/outbound/list-allowed.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createJudges, type Judges } from "../judging/judges.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { createServerCache, type ServerCache } from "./server-cache.ts";
import { createStatementCache, type StatementCache } from "./statement-cache.ts";

interface GatewayLimits {
  /** Until the whole response of a server has arrived. */
  timeoutMs: number;
  /** Of a response. */
  maxBytes: number;
  /** Requests at once. */
  maxPerServer: number;
  maxTotal: number;
  /** Bodies of all of them. Reading one takes a few times its size. */
  maxHeldBytes: number;
}

/** What the gateway of one process keeps between requests. */
export interface Gateway {
  limits: GatewayLimits;
  servers: ServerCache;
  inFlight: InFlight;
  outbound: KeptAlive;
  tokens: BackendTokens;
  statements: StatementCache;
  judges: Judges;
}

const defaultLimits: GatewayLimits = {
  timeoutMs: 30_000,
  maxBytes: 16 * 1024 * 1024,
  maxPerServer: 64,
  maxTotal: 256,
  maxHeldBytes: 128 * 1024 * 1024,
};

const gateways = new WeakMap<Config, Gateway>();

/** The gateway of the process, which has one configuration. */
export function getGateway(runtime: Pick<Runtime, "config">): Gateway {
  return gateways.get(runtime.config) ?? openGateway(runtime);
}

/** Creates the gateway of this configuration. Tests choose other limits. */
export function openGateway(
  { config }: Pick<Runtime, "config">,
  changed: Partial<GatewayLimits> = {},
): Gateway {
  const limits = { ...defaultLimits, ...changed };
  const outbound = createKeptAlive({ allowed: listAllowed(config), maxIdle: limits.maxPerServer });
  const created: Gateway = {
    limits,
    servers: createServerCache(),
    inFlight: createInFlight(limits),
    outbound,
    tokens: createBackendTokens(outbound),
    statements: createStatementCache(),
    judges: createJudges({ niceness: config.pagesNiceness }),
  };
  gateways.set(config, created);
  return created;
}
