import { type Mismatch, matchRules } from "#lib/domain/federation/match-rule.ts";
import { issuerPresets } from "#lib/domain/federation/presets.ts";
import type { RefusalReason } from "#lib/domain/federation/refusal.ts";
import { findTimeProblem, getExchangedSeconds } from "#lib/domain/federation/subject-token.ts";
import { OAuthProblem } from "#lib/oauth/answer/oauth-problem.ts";
import {
  assertAddressHasRoom,
  assertAppHasRoom,
  countForApp,
} from "#lib/oauth/authorization-server/count-for-app.ts";
import type { Exchange } from "#lib/oauth/authorization-server/exchange.ts";
import { chooseScopes, type TokenResponse } from "#lib/oauth/authorization-server/grant-token.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getAudience } from "#lib/platform/settings/oauth-issuer.ts";
import { consumeSubjectToken } from "#lib/services/federation/exchange/consume-subject-token.ts";
import {
  type ExchangeIssuer,
  type ExchangeRule,
  findExchangeIssuer,
} from "#lib/services/federation/exchange/find-exchange-rules.ts";
import { noteRefusal } from "#lib/services/federation/exchange/note-refusal.ts";
import { noteRuleUse } from "#lib/services/federation/exchange/note-rule-use.ts";
import { type ClientApp, findClientApp } from "#lib/services/oauth/find-client-app.ts";
import { issueToken } from "#lib/services/oauth/issue-token.ts";
import { noteTokenRequest } from "#lib/services/oauth/note-token-request.ts";
import { createIssuerKeys, type IssuerKeys } from "./issuer-keys.ts";
import { accessTokenType, type ExchangeRequest, readExchange } from "./read-exchange.ts";
import { readUnverified, verifySubjectToken } from "./verify-subject-token.ts";

const issuerKeys = new WeakMap<Runtime, IssuerKeys>();

function openIssuerKeys(runtime: Runtime): IssuerKeys {
  const known =
    issuerKeys.get(runtime) ?? createIssuerKeys({ config: runtime.config, logger: runtime.logger });
  issuerKeys.set(runtime, known);
  return known;
}

/** Why the token is not exchanged. Only the console's people learn it. */
interface Refused {
  reason: RefusalReason;
  issuer: string;
  rule?: ExchangeRule | null;
  mismatch?: Mismatch | null;
}

interface Accepted {
  issuer: ExchangeIssuer;
  rule: ExchangeRule;
  exp: number;
  /** Null: tokens of this issuer can be used more than once. */
  jti: string | null;
}

/** Decides about the token. It isn't used up yet. */
async function judge(exchange: Exchange, app: ClientApp, token: string): Promise<Accepted | Refused> {
  const { runtime, now } = exchange;
  const unverified = readUnverified(token);
  if (unverified === null) return { reason: "signature", issuer: "" };
  const { iss, kid } = unverified;
  const issuer = await findExchangeIssuer(runtime.database, app, iss);
  if (issuer === null) return { reason: "issuer", issuer: iss };
  const keys = await openIssuerKeys(runtime).load({
    issuer,
    kid,
    beforeRequest: () => assertAddressHasRoom(exchange),
  });
  if (keys.length === 0) return { reason: "keys", issuer: iss };
  const claims = await verifySubjectToken(token, keys);
  if (claims === null || claims.iss !== issuer.issuer) return { reason: "signature", issuer: iss };
  const timeProblem = findTimeProblem(claims, now.getTime());
  if (timeProblem !== null) return { reason: timeProblem, issuer: iss };
  const match = matchRules(issuer.rules, claims);
  if (match.outcome === "refused") {
    return { reason: "claim", issuer: iss, rule: match.nearest, mismatch: match.mismatch };
  }
  const { rule } = match;
  const { hasOneTokenPerUse } = issuerPresets[issuer.preset];
  const hasId = typeof claims.jti === "string" && claims.jti !== "";
  if (hasOneTokenPerUse && !hasId) return { reason: "replay", issuer: iss, rule };
  return { issuer, rule, exp: Number(claims.exp), jti: hasOneTokenPerUse ? String(claims.jti) : null };
}

/** The same for everything that is wrong with the app or the token. */
function createRefusal(): OAuthProblem {
  return new OAuthProblem("invalid_grant", "The subject token is not accepted for this client");
}

async function refuse(exchange: Exchange, app: ClientApp, refused: Refused): Promise<never> {
  const { reason, issuer, rule = null, mismatch = null } = refused;
  exchange.detail = `subject token: ${reason}`;
  const refusal = {
    appId: app.id,
    ruleId: rule?.id ?? null,
    issuer: issuer.slice(0, 500),
    reason,
    claim: mismatch?.claim ?? null,
    value: mismatch?.value ?? null,
  };
  await noteRefusal(exchange.runtime.database, refusal, exchange.now);
  throw createRefusal();
}

/** Issues the token, once the subject token is used up. */
async function grant(
  exchange: Exchange,
  app: ClientApp,
  accepted: Accepted,
  { scope }: ExchangeRequest,
): Promise<TokenResponse & { issued_token_type: string }> {
  const { runtime, now } = exchange;
  const { issuer, rule, exp, jti } = accepted;
  await assertAppHasRoom(exchange, app);
  const scopes = chooseScopes(app.scopes, scope);
  const expiresAt = new Date(exp * 1000);
  const isFirstUse =
    jti === null || (await consumeSubjectToken(runtime.database, { issuerId: issuer.id, jti, expiresAt }));
  // A copy counts toward the IP address, as one of an assertion does.
  if (!isFirstUse) return refuse(exchange, app, { reason: "replay", issuer: issuer.issuer, rule });
  await countForApp(exchange, app);
  const issued = await issueToken(runtime, {
    app,
    secretId: null,
    exchange: {
      ruleId: rule.id,
      issuerUpdatedAt: issuer.updatedAt,
      maxSeconds: getExchangedSeconds(exp, now.getTime()),
    },
    scopes,
    now,
    format: app.format,
  });
  if (issued === null) throw createRefusal();
  await noteTokenRequest(runtime.database, { app, secretId: null, now });
  await noteRuleUse(runtime.database, { appId: app.id, rule, now });
  runtime.metrics.countIssuedToken(app.format);
  return {
    access_token: issued.token,
    issued_token_type: accessTokenType,
    token_type: "Bearer",
    expires_in: Math.floor((issued.expiresAt.getTime() - now.getTime()) / 1000),
    scope: scopes.join(" "),
  };
}

/**
 * Exchanges a token of an issuer that the app's team trusts for one of the app (RFC 8693, ADR 0044). Returns the body of the
 * response. Whatever is wrong with the app or the token, the response is the same.
 */
export async function exchangeToken(
  exchange: Exchange,
  form: ReadonlyMap<string, string>,
  authorization: string | null,
): Promise<string> {
  const { runtime, address, now } = exchange;
  const request = readExchange(form, authorization, getAudience(runtime.config));
  const app = await findClientApp(runtime.database, request.clientId, { address, now });
  if (app === null || app.kind !== "service") throw createRefusal();
  exchange.app = app;
  const judged = await judge(exchange, app, request.subjectToken);
  if ("reason" in judged) return refuse(exchange, app, judged);
  return JSON.stringify(await grant(exchange, app, judged, request));
}
