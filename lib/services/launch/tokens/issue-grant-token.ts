import { createRefreshToken, hashSecret } from "#lib/domain/keys/secret.ts";
import { isOffline, planTimes } from "#lib/domain/launch/lifetimes.ts";
import type { AppGrant } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ClientApp } from "#lib/services/oauth/find-client-app.ts";
import { issueToken } from "#lib/services/oauth/issue-token.ts";

export type GrantRuntime = Pick<Runtime, "config" | "secrets" | "database">;

/** An app that has proven who it is, as far as its kind allows. */
export interface GrantClient {
  app: ClientApp;
  secretId: string | null;
  now: Date;
}

export interface GrantTokens {
  accessToken: string;
  expiresAt: Date;
  /** Null: without offline access, there is none. */
  refreshToken: string | null;
  scopes: readonly string[];
  grant: AppGrant;
  /** What the request said for the ID token. Null: the tokens were refreshed. */
  signIn: { nonce: string | null; authenticatedAt: Date } | null;
}

/** What an app gets, or why it doesn't. `wider`: it requested more than was granted. */
export type Redeemed =
  | { outcome: "tokens"; tokens: GrantTokens }
  | { outcome: "invalid" }
  | { outcome: "wider" };

/**
 * Issues an access token of a grant, and a refresh token with offline access. The caller has used up what the app presented in the
 * same transaction. Null if the app, the grant or the person's membership ended in the meantime.
 */
export async function issueGrantTokens(
  tx: Transaction,
  runtime: GrantRuntime,
  { app, secretId, now }: GrantClient,
  { grant, scopes }: { grant: AppGrant; scopes: readonly string[] },
): Promise<Pick<GrantTokens, "accessToken" | "expiresAt" | "refreshToken"> | null> {
  const { tokenEndsAt, grantEndsAt } = planTimes(grant, now);
  const issued = await issueToken(
    runtime,
    { app, secretId, grant: { id: grant.id, endsAt: tokenEndsAt }, scopes, now, format: "opaque" },
    tx,
  );
  if (issued === null) return null;
  await tx.appGrant.updateMany({
    where: { id: grant.id, endedAt: null },
    data: { lastTokenAt: now, expiresAt: grantEndsAt },
  });
  const refreshToken = isOffline(grant.scopes) ? createRefreshToken() : null;
  if (refreshToken !== null) {
    const hash = new Uint8Array(hashSecret(refreshToken));
    await tx.refreshToken.create({
      data: { hash, grantId: grant.id, createdAt: now, expiresAt: grantEndsAt },
    });
  }
  return { accessToken: issued.token, expiresAt: issued.expiresAt, refreshToken };
}
