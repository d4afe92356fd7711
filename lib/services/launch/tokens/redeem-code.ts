import { hashSecret } from "#lib/domain/keys/secret.ts";
import { listCurrentScopes } from "#lib/domain/launch/offer-scopes.ts";
import { verifyPkce } from "#lib/domain/launch/verify-pkce.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endReplayedGrant } from "#lib/services/launch/grants/manage/end-replayed.ts";
import { type GrantClient, issueGrantTokens, type Redeemed } from "./issue-grant-token.ts";

interface PresentedCode {
  code: string;
  redirectUri: string;
  verifier: string;
}

const invalid = { outcome: "invalid" } as const;

/**
 * Exchanges a code for tokens. It counts once: using it up is one guarded statement, and a second use ends the grant. What another
 * app presents, or with another address or verifier, changes nothing.
 */
export async function redeemCode(
  ctx: ServiceContext,
  client: GrantClient,
  { code, redirectUri, verifier }: PresentedCode,
): Promise<Redeemed> {
  const { app } = client;
  const { runtime, now } = ctx;
  const hash = new Uint8Array(hashSecret(code));
  const found = await runtime.database.prisma.authorizationCode.findFirst({
    where: { hash, grant: { appId: app.id } },
    include: { grant: true },
  });
  if (found === null || found.redirectUri !== redirectUri) return invalid;
  if (!verifyPkce(found.codeChallenge, verifier)) return invalid;
  const { grant, nonce, authenticatedAt } = found;
  const scopes = listCurrentScopes(grant.scopes, app.scopes);
  return withTransaction(runtime.database, async (tx): Promise<Redeemed> => {
    const { count } = await tx.authorizationCode.updateMany({
      where: { hash, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0) {
      const used = await tx.authorizationCode.count({ where: { hash, usedAt: { not: null } } });
      if (used > 0) await endReplayedGrant(tx, ctx, grant);
      return invalid;
    }
    const issued = await issueGrantTokens(tx, runtime, client, { grant, scopes });
    if (issued === null) return invalid;
    return { outcome: "tokens", tokens: { ...issued, scopes, grant, signIn: { nonce, authenticatedAt } } };
  });
}
