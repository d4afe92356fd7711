import { isWithinScopes } from "#lib/domain/apps/scopes.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import { listCurrentScopes, opensAnything } from "#lib/domain/launch/offer-scopes.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endReplayedGrant } from "#lib/services/launch/grants/manage/end-replayed.ts";
import { type GrantClient, issueGrantTokens, type Redeemed } from "./issue-grant-token.ts";

interface PresentedRefresh {
  refreshToken: string;
  /** Fewer scopes for this access token. Null: all that were granted. */
  scopes: readonly string[] | null;
}

const invalid = { outcome: "invalid" } as const;

/**
 * Issues other tokens of a grant. A refresh token counts once: using it up is one guarded statement, and a second use ends the
 * grant. What another app presents changes nothing.
 */
export async function refreshGrant(
  ctx: ServiceContext,
  client: GrantClient,
  { refreshToken, scopes: requested }: PresentedRefresh,
): Promise<Redeemed> {
  const { app } = client;
  const { runtime, now } = ctx;
  const hash = new Uint8Array(hashSecret(refreshToken));
  const found = await runtime.database.prisma.refreshToken.findFirst({
    where: { hash, grant: { appId: app.id } },
    include: { grant: true },
  });
  if (found === null) return invalid;
  const { grant } = found;
  const current = listCurrentScopes(grant.scopes, app.scopes);
  const scopes = requested ?? current;
  const isWider = scopes.some((scope) => !isWithinScopes(current, scope));
  if (isWider || !opensAnything(scopes)) return { outcome: "wider" };
  return withTransaction(runtime.database, async (tx): Promise<Redeemed> => {
    const { count } = await tx.refreshToken.updateMany({
      where: { hash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0) {
      const used = await tx.refreshToken.count({ where: { hash, usedAt: { not: null } } });
      if (used > 0) await endReplayedGrant(tx, ctx, grant);
      return invalid;
    }
    const issued = await issueGrantTokens(tx, runtime, client, { grant, scopes });
    if (issued === null) return invalid;
    return { outcome: "tokens", tokens: { ...issued, scopes, grant, signIn: null } };
  });
}
