import { type BackendTokens, createBackendTokens } from "#lib/platform/fhir/backend-tokens.ts";
import { createKeptAlive, type KeptAlive } from "#lib/platform/outbound/kept-alive.ts";
import { listAllowed } from "#lib/platform/outbound/list-allowed.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { createServerCache, type ServerCache } from "./server-cache.ts";

export interface UpstreamLimits {
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

/** What one process keeps to send requests to registered FHIR servers. */
export interface Upstream {
  limits: UpstreamLimits;
  servers: ServerCache;
  inFlight: InFlight;
  outbound: KeptAlive;
  tokens: BackendTokens;
}

const defaultLimits: UpstreamLimits = {
  timeoutMs: 30_000,
  maxBytes: 16 * 1024 * 1024,
  maxPerServer: 64,
  maxTotal: 256,
  maxHeldBytes: 128 * 1024 * 1024,
};

const upstreams = new WeakMap<Config, Upstream>();

/** The one of the process, which has one configuration. */
export function getUpstream(runtime: Pick<Runtime, "config">): Upstream {
  return upstreams.get(runtime.config) ?? openUpstream(runtime);
}

/** Creates the one of this configuration. Tests choose other limits. */
export function openUpstream(
  { config }: Pick<Runtime, "config">,
  changed: Partial<UpstreamLimits> = {},
): Upstream {
  const limits = { ...defaultLimits, ...changed };
  const outbound = createKeptAlive({ allowed: listAllowed(config), maxIdle: limits.maxPerServer });
  const created: Upstream = {
    limits,
    servers: createServerCache(),
    inFlight: createInFlight(limits),
    outbound,
    tokens: createBackendTokens(outbound),
  };
  upstreams.set(config, created);
  return created;
}
