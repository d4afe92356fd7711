import type { TokenFormat } from "#lib/domain/apps/scopes.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { isAddressAllowed } from "#lib/domain/network/address.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { AppKind } from "#lib/platform/db/generated/client.ts";

export interface ClientSecret {
  id: string;
  hash: Uint8Array;
  lastUsedAt: Date | null;
}

/** An app that can request tokens now. */
export interface ClientApp {
  id: string;
  teamId: string;
  /** The slug. */
  environment: string;
  kind: AppKind;
  scopes: readonly string[];
  format: TokenFormat;
  jwks: { keys: Record<string, unknown>[] } | null;
  jwksUri: string | null;
  rateLimit: { perMinute: number | null; per10Seconds: number | null };
  lastTokenAt: Date | null;
  /** When its public keys last changed. */
  tokensEndedAt: Date | null;
  /** The live ones, at most two. */
  secrets: ClientSecret[];
}

/** How the database stores a JSON Web Key Set, which the contract checked when it was set. */
function readKeySet(value: unknown): ClientApp["jwks"] {
  const keys: unknown = Reflect.get(Object(value), "keys");
  if (!Array.isArray(keys)) return null;
  return { keys: keys.map((key: unknown) => ({ ...Object(key) })) };
}

/** The app, once for each live secret, or once without any. */
interface ClientAppRow {
  teamId: string;
  environment: string;
  kind: AppKind;
  scopes: string[];
  tokenFormat: string;
  jwks: unknown;
  jwksUri: string | null;
  allowedIps: string[];
  perMinute: number | null;
  per10Seconds: number | null;
  lastTokenAt: Date | null;
  tokensEndedAt: Date | null;
  secretId: string | null;
  secretHash: Uint8Array | null;
  secretLastUsedAt: Date | null;
}

/**
 * The app with this `client_id`. Null if there is none, or if it can't request tokens now or from this IP address. One
 * statement, so that an unknown app takes as long as any other.
 */
export async function findClientApp(
  { prisma }: Pick<Database, "prisma">,
  id: string,
  { address, now }: { address: string; now: Date },
): Promise<ClientApp | null> {
  if (!isId("app", id)) return null;
  const rows = await prisma.$queryRaw<ClientAppRow[]>`
    SELECT app.team_id AS "teamId", environment.slug AS "environment", app.kind::text AS "kind", app.scopes,
      app.token_format AS "tokenFormat", app.jwks, app.jwks_uri AS "jwksUri", app.allowed_ips AS "allowedIps",
      app.rate_limit_per_minute AS "perMinute", app.rate_limit_per_10_seconds AS "per10Seconds",
      app.last_token_at AS "lastTokenAt", app.tokens_ended_at AS "tokensEndedAt",
      secret.id AS "secretId", secret.hash AS "secretHash", secret.last_used_at AS "secretLastUsedAt"
    FROM apps app
    JOIN teams team ON team.id = app.team_id
    JOIN environments environment ON environment.id = app.environment_id
    LEFT JOIN app_secrets secret
      ON secret.app_id = app.id AND (secret.ends_at IS NULL OR secret.ends_at > ${now}::timestamptz)
    WHERE app.id = ${id} AND app.deleted_at IS NULL AND app.disabled_at IS NULL
      AND team.deleted_at IS NULL AND team.suspended_at IS NULL AND environment.retired_at IS NULL`;
  const [app] = rows;
  if (app === undefined) return null;
  if (app.allowedIps.length > 0 && !isAddressAllowed(address, app.allowedIps)) return null;
  return {
    id,
    teamId: app.teamId,
    environment: app.environment,
    kind: app.kind,
    scopes: app.scopes,
    format: app.tokenFormat === "jwt" ? "jwt" : "opaque",
    jwks: readKeySet(app.jwks),
    jwksUri: app.jwksUri,
    rateLimit: { perMinute: app.perMinute, per10Seconds: app.per10Seconds },
    lastTokenAt: app.lastTokenAt,
    tokensEndedAt: app.tokensEndedAt,
    secrets: rows.flatMap(({ secretId, secretHash, secretLastUsedAt }) =>
      secretId === null || secretHash === null
        ? []
        : [{ id: secretId, hash: secretHash, lastUsedAt: secretLastUsedAt }],
    ),
  };
}
