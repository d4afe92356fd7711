import { randomUUID } from "node:crypto";
import { getTokenSeconds, type TokenFormat } from "#lib/domain/apps/scopes.ts";
import { createAccessToken, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getAudience, getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import type { ClientApp } from "./find-client-app.ts";
import { findSigningKey } from "./signing-keys/find-signing-key.ts";
import { signJwt } from "./signing-keys/sign-jwt.ts";

type IssueRuntime = Pick<Runtime, "config" | "secrets" | "database">;

interface TokenRequest {
  app: Pick<ClientApp, "id" | "teamId" | "environment" | "tokensEndedAt">;
  /** The secret that proved who the app is. Null: an assertion. */
  secretId: string | null;
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

/**
 * Issues a token to an app that has proven who it is. Only its digest is stored. Null if the app, or what it proved itself
 * with, ended in the meantime: the statement checks it again, and locks the app, so that ending it comes before or after.
 */
export async function issueToken(runtime: IssueRuntime, request: TokenRequest): Promise<IssuedToken | null> {
  const { app, secretId, scopes, now, format } = request;
  const startMs = format === "jwt" ? Math.floor(now.getTime() / 1000) * 1000 : now.getTime();
  const expiresAt = new Date(startMs + getTokenSeconds(scopes, format) * 1000);
  const token = format === "jwt" ? await createJwt(runtime, request, expiresAt) : createAccessToken();
  const hash = new Uint8Array(hashSecret(token));
  // Not in the future and later than the last change of public keys, although clocks differ: what was issued by then has ended.
  const inserted = await runtime.database.prisma.$executeRaw`
    INSERT INTO app_tokens (hash, app_id, secret_id, scopes, created_at, expires_at)
    SELECT ${hash}, app.id, ${secretId}, ${[...scopes]}::text[],
      greatest(least(${now}::timestamptz, clock_timestamp()), app.tokens_ended_at + interval '1 millisecond'), ${expiresAt}::timestamptz
    FROM apps app
    JOIN teams team ON team.id = app.team_id
    JOIN environments environment ON environment.id = app.environment_id
    WHERE app.id = ${app.id} AND app.team_id = ${app.teamId}
      AND app.deleted_at IS NULL AND app.disabled_at IS NULL
      AND team.deleted_at IS NULL AND team.suspended_at IS NULL AND environment.retired_at IS NULL
      AND CASE WHEN ${secretId}::text IS NULL
        THEN app.tokens_ended_at IS NOT DISTINCT FROM ${app.tokensEndedAt}::timestamptz
        ELSE EXISTS (
          SELECT FROM app_secrets secret
          WHERE secret.id = ${secretId} AND secret.app_id = app.id
            AND (secret.ends_at IS NULL OR secret.ends_at > ${now}::timestamptz))
      END
    FOR SHARE OF app`;
  return inserted === 1 ? { token, expiresAt } : null;
}
