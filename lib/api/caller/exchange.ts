import type { ApiRequest } from "#lib/api/request/api-request.ts";
import type { ApiClient } from "#lib/api/request/client.ts";
import type { ApiKeyActor } from "#lib/domain/actor.ts";
import type { ErrorCode, ServiceError } from "#lib/domain/common/errors.ts";
import { formatLimitHeaders } from "#lib/domain/limits/headers.ts";
import { describeUntouched, type LimitDecision } from "#lib/domain/limits/window.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getLimitRefusal, type Quota } from "#lib/verification/answer/quota.ts";
import type { UsageOutcome } from "#lib/verification/usage/usage-memory.ts";
import { type Identity, identify } from "./identify.ts";

/** The state of one request, collected while it is handled. */
export interface ApiExchange {
  runtime: Runtime;
  request: ApiRequest;
  client: ApiClient;
  /** Whether a token that a person gave an app counts here: only at the FHIR gateway (ADR 0045). */
  acceptsGrants: boolean;
  limit: LimitDecision | null;
  /** The calling key or app, once it has proved valid. */
  key: ApiKeyActor | null;
}

export function createExchange(runtime: Runtime, request: ApiRequest, client: ApiClient): ApiExchange {
  return { runtime, request, client, acceptsGrants: false, limit: null, key: null };
}

/** A body that is sent together with its headers arrives within this time. */
export const promptBodyMs = 20;

/** The caller's identity at this moment. From then on, the request counts as use of its key. */
export async function identifyCaller(
  exchange: ApiExchange,
  client: ApiClient,
  pathTeamId?: string,
): Promise<Identity> {
  const { runtime, request, acceptsGrants } = exchange;
  const identity = await identify(runtime, request, client, { pathTeamId, acceptsGrants });
  noteKey(exchange, identity);
  return identity;
}

export function noteKey(exchange: ApiExchange, identity: Identity): void {
  const actor = identity.outcome === "actor" ? identity.actor : null;
  exchange.key = actor?.type === "apiKey" ? actor : null;
}

/** Counts the request; throws `rate_limit_exceeded` when its windows are full. */
export async function spendQuota(exchange: ApiExchange, quota: Quota | null, weight = 1): Promise<void> {
  if (quota === null) return;
  const charge = weight === 1 ? quota.limits : { ...quota.limits, weight };
  const decision = await exchange.runtime.limiter.consume(quota.counter, charge);
  exchange.limit = decision;
  if (decision.admitted) return;
  throw getLimitRefusal(decision);
}

/** The usage outcome of each error. Others, such as a 404, say nothing about the key and count as valid use. */
const outcomes: Partial<Record<ErrorCode, UsageOutcome>> = {
  rate_limit_exceeded: "RATE_LIMITED",
  forbidden: "INSUFFICIENT_PERMISSIONS",
};

/** Counts the request as use of the key. Null: it succeeded. */
export function recordUsage({ runtime, client, key }: ApiExchange, error: ServiceError | null): void {
  if (key === null) return;
  runtime.usage.record({
    keyId: key.keyId,
    secretId: key.secretId,
    outcome: error === null ? "VALID" : (outcomes[error.code] ?? "VALID"),
    environment: key.environment.slug,
    service: "",
    address: client.address,
    now: runtime.keys.clock.now(),
  });
}

/** The headers of every response. */
export function listAnswerHeaders({ runtime, client, limit }: ApiExchange): Record<string, string> {
  return {
    "Cache-Control": "no-store",
    "X-Request-Id": client.requestId,
    // A request that failed before its caller was identified did not count against a limit.
    ...formatLimitHeaders(limit ?? describeUntouched(runtime.config.rateLimit)),
  };
}
