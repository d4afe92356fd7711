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

/** The app with this `client_id`. Null if there is none, or if it can't request tokens now or from this IP address. */
export async function findClientApp(
  { prisma }: Pick<Database, "prisma">,
  id: string,
  { address, now }: { address: string; now: Date },
): Promise<ClientApp | null> {
  if (!isId("app", id)) return null;
  const app = await prisma.app.findUnique({
    where: { id },
    include: {
      team: { select: { deletedAt: true, suspendedAt: true } },
      environment: { select: { slug: true, retiredAt: true } },
      secrets: {
        where: { OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
        select: { id: true, hash: true, lastUsedAt: true },
      },
    },
  });
  if (app === null || app.deletedAt !== null || app.disabledAt !== null) return null;
  if (app.team.deletedAt !== null || app.team.suspendedAt !== null) return null;
  if (app.environment.retiredAt !== null) return null;
  if (app.allowedIps.length > 0 && !isAddressAllowed(address, app.allowedIps)) return null;
  return {
    id: app.id,
    teamId: app.teamId,
    environment: app.environment.slug,
    kind: app.kind,
    scopes: app.scopes,
    format: app.tokenFormat === "jwt" ? "jwt" : "opaque",
    jwks: readKeySet(app.jwks),
    jwksUri: app.jwksUri,
    rateLimit: { perMinute: app.rateLimitPerMinute, per10Seconds: app.rateLimitPer10Seconds },
    lastTokenAt: app.lastTokenAt,
    tokensEndedAt: app.tokensEndedAt,
    secrets: app.secrets,
  };
}
