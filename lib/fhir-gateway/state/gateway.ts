import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import {
  getUpstream,
  openUpstream,
  type Upstream,
  type UpstreamLimits,
} from "#lib/services/fhir-servers/upstream/upstream.ts";
import { createJudges, type Judges } from "../judging/judges.ts";
import { createStatementCache, type StatementCache } from "./statement-cache.ts";

/** What the gateway of one process keeps between requests. */
export interface Gateway extends Upstream {
  statements: StatementCache;
  judges: Judges;
}

const gateways = new WeakMap<Config, Gateway>();

/** The gateway of the process, which has one configuration. */
export function getGateway(runtime: Pick<Runtime, "config">): Gateway {
  return gateways.get(runtime.config) ?? keep(runtime, getUpstream(runtime));
}

/** Creates the gateway of this configuration. Tests choose other limits. */
export function openGateway(
  runtime: Pick<Runtime, "config">,
  changed: Partial<UpstreamLimits> = {},
): Gateway {
  return keep(runtime, openUpstream(runtime, changed));
}

function keep({ config }: Pick<Runtime, "config">, upstream: Upstream): Gateway {
  const judges = createJudges({ niceness: config.pagesNiceness });
  const created: Gateway = { ...upstream, statements: createStatementCache(), judges };
  gateways.set(config, created);
  return created;
}
