import { randomUUID } from "node:crypto";
import { getTokenSeconds, type TokenFormat } from "#lib/domain/apps/scopes.ts";
import { createAccessToken, hashSecret } from "#lib/domain/keys/secret.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getAudience, getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import type { ClientApp } from "./find-client-app.ts";
import { findSigningKey } from "./signing-keys/find-signing-key.ts";
import { signJwt } from "./signing-keys/sign-jwt.ts";

type IssueRuntime = Pick<Runtime, "config" | "secrets" | "database">;

/** Another issuer's token, which a rule accepted (ADR 0044). */
interface AcceptedExchange {
  ruleId: string;
  /** When its issuer was last changed, as far as the decision knows. */
  issuerUpdatedAt: Date;
  /** The new token doesn't live longer. */
  maxSeconds: number;
}

/** A person's grant (ADR 0045), which has to be valid too. */
interface TokenGrant {
  id: string;
  /** The token doesn't live longer. */
  endsAt: Date;
}

interface TokenRequest {
  app: Pick<ClientApp, "id" | "teamId" | "environment" | "tokensEndedAt">;
  /** The secret that proved who the app is. Null: an assertion. */
  secretId: string | null;
  /** What was exchanged instead. Null: the app proved by itself who it is. */
  exchange?: AcceptedExchange | null;
  /** What the token belongs to. Null: the app acts by itself. */
  grant?: TokenGrant | null;
  scopes: readonly string[];
  now: Date;
  format: TokenFormat;
}

interface IssuedToken {
  /** Shown only now. */
  token: string;
  expiresAt: Date;
}

/** A JSON Web Token in the profile for access tokens (RFC 9068). */
async function createJwt(
  runtime: IssueRuntime,
  { app, scopes, now }: TokenRequest,
  expiresAt: Date,
): Promise<string> {
  const key = await findSigningKey(runtime, now);
  return signJwt(key, {
    iss: getIssuer(runtime.config),
    sub: app.id,
    client_id: app.id,
    aud: getAudience(runtime.config),
    scope: scopes.join(" "),
    iat: Math.floor(now.getTime() / 1000),
    exp: Math.floor(expiresAt.getTime() / 1000),
    jti: randomUUID(),
    team_id: app.teamId,
    environment: app.environment,
  });
}

const appLock = Prisma.sql`FOR SHARE OF app`;

/** What else must still be valid, as conditions of the statement. A rule and its issuer are locked with the app. */
function requireProof({ app, secretId, exchange = null, now }: TokenRequest) {
  if (exchange !== null) {
    return {
      joins: Prisma.sql`
        JOIN app_rules rule ON rule.app_id = app.id
        JOIN trusted_issuers issuer ON issuer.id = rule.issuer_id`,
      condition: Prisma.sql`
        rule.id = ${exchange.ruleId} AND rule.deleted_at IS NULL
        AND issuer.deleted_at IS NULL AND issuer.updated_at = ${exchange.issuerUpdatedAt}::timestamptz`,
      // In this order, as whatever ends them does: an issuer before its rules. Otherwise each could wait for the other.
      locks: Prisma.sql`FOR SHARE OF app, issuer, rule`,
    };
  }
  return {
    joins: Prisma.empty,
    condition:
      secretId === null
        ? Prisma.sql`app.tokens_ended_at IS NOT DISTINCT FROM ${app.tokensEndedAt}::timestamptz`
        : Prisma.sql`EXISTS (
            SELECT FROM app_secrets secret
            WHERE secret.id = ${secretId} AND secret.app_id = app.id
              AND (secret.ends_at IS NULL OR secret.ends_at > ${now}::timestamptz))`,
    locks: appLock,
  };
}

/**
 * Conditions of a person's grant: it hasn't ended, the person has been an active member since then, and the gateway of the server is
 * on. All are locked, so that ending them comes before or after, and in the same order as when a person agrees: the grant last, as
 * whatever ends it does, and for the change that follows.
 */
function requireGrant({ grant = null, now }: TokenRequest) {
  if (grant === null)
    return {
      joins: Prisma.empty,
      condition: Prisma.sql`true`,
      locksBefore: Prisma.empty,
      locks: Prisma.empty,
    };
  return {
    joins: Prisma.sql`
      JOIN app_grants given ON given.app_id = app.id AND given.team_id = app.team_id
      JOIN members member ON member.team_id = given.team_id AND member.user_id = given.user_id
      JOIN users person ON person.id = given.user_id
      JOIN fhir_servers server ON server.id = given.server_id AND server.base_url = given.base_url`,
    condition: Prisma.sql`
      given.id = ${grant.id} AND given.ended_at IS NULL AND given.expires_at > ${now}::timestamptz
      AND member.status = 'active' AND member.joined_at <= given.created_at AND person.status = 'active'
      AND server.deleted_at IS NULL AND server.gateway_base_url = server.base_url`,
    locksBefore: Prisma.sql`FOR SHARE OF server, member`,
    locks: Prisma.sql`FOR NO KEY UPDATE OF given`,
  };
}

function findEnd({ scopes, format, exchange, grant, now }: TokenRequest): Date {
  if (grant !== null && grant !== undefined) return grant.endsAt;
  const startMs = format === "jwt" ? Math.floor(now.getTime() / 1000) * 1000 : now.getTime();
  const seconds = Math.min(getTokenSeconds(scopes, format), exchange?.maxSeconds ?? Number.POSITIVE_INFINITY);
  return new Date(startMs + seconds * 1000);
}

/**
 * Issues a token to an app that has proven who it is. Only its digest is stored. Null if the app, or what it proved itself
 * with, ended in the meantime: the statement checks it again, and locks the app, so that ending it comes before or after.
 */
export async function issueToken(
  runtime: IssueRuntime,
  request: TokenRequest,
  client: Pick<Transaction, "$executeRaw"> = runtime.database.prisma,
): Promise<IssuedToken | null> {
  const { app, secretId, exchange = null, grant = null, scopes, now, format } = request;
  const expiresAt = findEnd(request);
  const token = format === "jwt" ? await createJwt(runtime, request, expiresAt) : createAccessToken();
  const hash = new Uint8Array(hashSecret(token));
  const proof = requireProof(request);
  const given = requireGrant(request);
  // Not in the future and later than the last change of public keys, although clocks differ: what was issued by then has ended.
  const inserted = await client.$executeRaw`
    INSERT INTO app_tokens (hash, app_id, secret_id, rule_id, grant_id, scopes, created_at, expires_at)
    SELECT ${hash}, app.id, ${secretId}, ${exchange?.ruleId ?? null}, ${grant?.id ?? null}, ${[...scopes]}::text[],
      greatest(least(${now}::timestamptz, clock_timestamp()), app.tokens_ended_at + interval '1 millisecond'), ${expiresAt}::timestamptz
    FROM apps app
    JOIN teams team ON team.id = app.team_id
    JOIN environments environment ON environment.id = app.environment_id
    ${proof.joins}
    ${given.joins}
    WHERE app.id = ${app.id} AND app.team_id = ${app.teamId}
      AND app.deleted_at IS NULL AND app.disabled_at IS NULL
      AND team.deleted_at IS NULL AND team.suspended_at IS NULL AND environment.retired_at IS NULL
      AND ${proof.condition} AND ${given.condition}
    ${given.locksBefore} ${proof.locks} ${given.locks}`;
  return inserted === 1 ? { token, expiresAt } : null;
}
