import { type ApiExchange, identifyCaller, spendQuota } from "#lib/api/caller/exchange.ts";
import type { Identity } from "#lib/api/caller/identify.ts";
import type { ApiKeyActor } from "#lib/domain/actor.ts";
import { beyondBound, createUnauthorized, notFound } from "#lib/domain/common/errors.ts";
import type { GrantRecord } from "#lib/domain/keys/key-record.ts";
import { assertEnvironment, assertResource, toKeyBounds } from "#lib/services/bounds.ts";
import type { KnownServer } from "#lib/services/fhir-servers/upstream/server-cache.ts";
import { fhirServerKind } from "#lib/services/resource-kinds.ts";
import type { Gateway } from "./state/gateway.ts";

/** One request to the gateway, while it is handled. */
export interface GatewayExchange extends ApiExchange {
  gateway: Gateway;
  /** As in the path. */
  serverId: string;
  /** The path below the server's base URL. */
  below: string;
  /** What is counted. Null: nothing, because the caller has nothing to do with the server, or the path is unknown. */
  counted: { serverId: string; resourceType: string | null; interaction: string } | null;
}

/** A caller that can use the server, within its permissions. */
export interface Admitted {
  actor: ApiKeyActor;
  server: KnownServer;
}

/** Identifies the caller, counts the request, and finds the server. Throws what the caller gets instead. */
export async function admit(exchange: GatewayExchange): Promise<Admitted> {
  const identity = await identifyCaller(exchange, exchange.client);
  await spendQuota(exchange, identity.quota);
  return admitTo(exchange, identity);
}

/** The same at a later moment: the caller can have lost access, and the gateway can have been turned off. */
export async function admitAgain(exchange: GatewayExchange): Promise<Admitted> {
  return admitTo(exchange, await identifyCaller(exchange, exchange.client));
}

async function admitTo(exchange: GatewayExchange, identity: Identity): Promise<Admitted> {
  const { runtime, gateway, serverId } = exchange;
  if (identity.outcome === "refused") throw identity.refusal;
  // Only keys and apps: a cookie never counts here.
  if (identity.outcome === "anonymous" || identity.actor.type !== "apiKey") throw createUnauthorized(false);
  const { actor } = identity;
  const server = await gateway.servers.find(runtime, serverId);
  if (server === null || server.teamId !== actor.teamId) throw notFound();
  if (actor.grant !== null && !isServerOf(actor.grant, server)) throw notFound();
  assertReaches(exchange, actor, server);
  return { actor, server };
}

/** A grant is for one server at one address: elsewhere, the id of its patient could be someone else's. */
function isServerOf({ serverId, baseUrl }: GrantRecord, server: KnownServer): boolean {
  return serverId === server.id && baseUrl === server.baseUrl;
}

function assertReaches({ runtime }: GatewayExchange, actor: ApiKeyActor, server: KnownServer): void {
  const bounded = { bounds: toKeyBounds(actor, runtime.config.rateLimit), askedBounds: new Set<never>() };
  assertEnvironment(bounded, server.environment.id);
  if (actor.credential === "key" && !server.allowsKeys) throw beyondBound("gatewayKeys");
  assertResource(bounded, fhirServerKind, server.id);
}
