import { generateKeyPairSync } from "node:crypto";
import {
  type Adapter,
  type Configuration,
  errors,
  type JWK,
  type KoaContextWithOIDC,
  Provider,
} from "oidc-provider";
import { assertionAlgorithms } from "#lib/domain/apps/key-set.ts";
import { clockToleranceSeconds, findAssertionProblem } from "#lib/domain/oauth/assertion.ts";
import { clientAuthMethods, getTokenUrl, grantType } from "#lib/oauth/answer/endpoints.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { consumeAssertion } from "#lib/services/oauth/consume-assertion.ts";
import { findClientApp } from "#lib/services/oauth/find-client-app.ts";
import { type AppKeys, createAppKeys } from "./app-keys.ts";
import { describeClient, findSecret, idTokenAlgorithm } from "./client-metadata.ts";
import { assertAppHasRoom, countForApp } from "./count-for-app.ts";
import { getExchange } from "./exchange.ts";

/** The only path of the library. */
export const tokenRoute = "/token";

/** Used assertions are kept a little longer than their time, because the clocks of instances differ. */
const keptSeconds = 60;

async function findClient(id: string, keys: AppKeys) {
  const exchange = getExchange();
  const { runtime, address, now } = exchange;
  exchange.app = await findClientApp(runtime.database, id, { address, now });
  return describeClient(id, exchange, keys);
}

function refuseUse(): never {
  throw new Error("the authorization server stores nothing of this kind");
}

/** What the library reads: clients. It stores nothing. */
function createAdapter(model: string, keys: AppKeys): Adapter {
  return {
    find: async (id) => (model === "Client" ? findClient(id, keys) : undefined),
    destroy: refuseUse,
    upsert: refuseUse,
    consume: refuseUse,
    findByUid: refuseUse,
    findByUserCode: refuseUse,
    revokeByGrantId: refuseUse,
  };
}

function assertAssertion(
  ctx: KoaContextWithOIDC,
  claims: Record<string, unknown>,
  header: Record<string, unknown>,
): void {
  const { runtime, app, now } = getExchange();
  const { config } = runtime;
  const problem = findAssertionProblem({
    claims,
    header,
    clientId: ctx.oidc.client?.clientId ?? "",
    audiences: [getTokenUrl(config), getIssuer(config)],
    jwksUri: app?.jwksUri ?? null,
    nowMs: now.getTime(),
  });
  if (problem !== null) throw new errors.InvalidClientAuth(problem);
}

/** The library requires a key for ID tokens, which it never issues here. Services sign access tokens with other keys. */
function createUnusedKey(): JWK {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty = "", crv = "", x = "", y = "", d = "" } = privateKey.export({ format: "jwk" });
  return { kty, crv, x, y, d, alg: idTokenAlgorithm, use: "sig" };
}

function createConfiguration(keys: AppKeys): Configuration {
  return {
    adapter: (model: string) => createAdapter(model, keys),
    assertJwtClientAuthClaimsAndHeader: async (ctx, claims, header) => assertAssertion(ctx, claims, header),
    claims: {},
    clientAuthMethods: [...clientAuthMethods],
    clockTolerance: clockToleranceSeconds,
    cookies: { keys: ["no endpoint that works sets a cookie"] },
    enabledJWA: { clientAuthSigningAlgValues: [...assertionAlgorithms] },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    // Keys are read by app-keys.ts; the library itself never connects to anything.
    fetch: refuseUse,
    jwks: { keys: [createUnusedKey()] },
    responseTypes: [],
    routes: { token: tokenRoute },
    scopes: [],
  };
}

/** Replaces what the library compares and stores by what this console has: digests, and a primary key. */
function replaceChecks(provider: Provider, runtime: Runtime): void {
  const { config } = runtime;
  provider.OIDCContext.prototype.clientJwtAuthExpectedAudience = () =>
    new Set([getTokenUrl(config), getIssuer(config)]);
  provider.Client.prototype.compareClientSecret = async (text) => {
    const exchange = getExchange();
    const secret = findSecret(exchange.app, text);
    if (secret === null || exchange.app === null) return false;
    await countForApp(exchange, exchange.app);
    exchange.secretId = secret.id;
    return true;
  };
  provider.ReplayDetection.unique = async (_issuer, jti, exp) => {
    const exchange = getExchange();
    if (exchange.app === null) return false;
    await assertAppHasRoom(exchange, exchange.app);
    const expiresAt = new Date((exp + keptSeconds) * 1000);
    const isFirst = await consumeAssertion(runtime.database, { appId: exchange.app.id, jti, expiresAt });
    // A copy counts toward the IP address: the app sends each only once.
    if (isFirst) await countForApp(exchange, exchange.app);
    return isFirst;
  };
}

/** The library that checks clients and their assertions. Everything else is this console's own. */
export function createAuthorizationServer(runtime: Runtime): Provider {
  const { config, logger } = runtime;
  const provider = new Provider(getIssuer(config), createConfiguration(createAppKeys({ config, logger })));
  provider.proxy = true;
  // The only one that the library knows: what it gets of a form is who asks.
  provider.registerGrantType(grantType, async (ctx) => {
    ctx.body = (await getExchange().answer()) ?? {};
  });
  replaceChecks(provider, runtime);
  const noteFailure = (error: unknown) => {
    getExchange().failure = error;
  };
  provider.on("server_error", (_ctx, error) => noteFailure(error));
  provider.onerror = noteFailure;
  const noteDetail = (_ctx: unknown, error: errors.OIDCProviderError) => {
    getExchange().detail = error.error_detail ?? null;
  };
  provider.on("grant.error", noteDetail);
  return provider;
}
