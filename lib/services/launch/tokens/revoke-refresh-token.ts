import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endGrant } from "#lib/services/launch/grants/manage/end-grant.ts";

/** The app that got this refresh token. Null: there is no such token. */
export async function findRefreshApp(
  { prisma }: Pick<Database, "prisma">,
  refreshToken: string,
): Promise<string | null> {
  const found = await prisma.refreshToken.findUnique({
    where: { hash: new Uint8Array(hashSecret(refreshToken)) },
    select: { grant: { select: { appId: true } } },
  });
  return found?.grant.appId ?? null;
}

/** Ends the grant of the app's refresh token, also of a used one. Returns once no instance accepts its access tokens. */
export async function revokeRefreshToken(
  ctx: ServiceContext,
  { appId, refreshToken }: { appId: string; refreshToken: string },
): Promise<void> {
  const hash = new Uint8Array(hashSecret(refreshToken));
  const { database } = ctx.runtime;
  const found = await database.prisma.appGrant.findFirst({
    where: { appId, refreshTokens: { some: { hash } } },
    select: { id: true, teamId: true },
  });
  if (found === null) return;
  const { id, teamId } = found;
  await withTransaction(database, (tx) => endGrant(tx, ctx, { appId, teamId }, { id, reason: "app" }));
}
