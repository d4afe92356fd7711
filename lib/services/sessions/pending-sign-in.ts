import { hash } from "node:crypto";
import { z } from "zod";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { pendingSignInSeconds } from "#lib/auth/session/cookies.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

type Owner = Pick<User, "id" | "passwordHash">;

/** What was checked in the first step: who did, and against which password. */
const dataSchema = z.object({ provider: z.string(), passwordMark: z.string().nullable() });

/** Changes with the password, so that a pending sign-in ends when the password changes. */
function markPassword({ passwordHash }: Owner): string | null {
  return passwordHash === null ? null : hash("sha256", passwordHash, "base64url");
}

/** Records that the first step succeeded, and returns the token that proves it for ten minutes. */
export async function insertPendingSignIn(
  tx: Transaction,
  now: Date,
  user: Owner,
  provider: string,
): Promise<string> {
  const token = createOneTimeToken();
  const { id: userId } = user;
  await tx.oneTimeToken.deleteMany({ where: { userId, purpose: "sign_in", expiresAt: { lte: now } } });
  await tx.oneTimeToken.create({
    data: {
      id: createId("oneTimeToken"),
      purpose: "sign_in",
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      userId: user.id,
      data: { provider, passwordMark: markPassword(user) },
      createdAt: now,
      expiresAt: new Date(now.getTime() + pendingSignInSeconds * 1000),
    },
  });
  return token;
}

/** The pending sign-in of this token, or null if it was used or has expired. */
export async function findPendingSignIn(
  prisma: Pick<Transaction, "oneTimeToken">,
  token: string,
  now: Date,
): Promise<{ id: string; userId: string } | null> {
  const tokenHash = new Uint8Array(hashOneTimeToken(token));
  const pending = await prisma.oneTimeToken.findFirst({
    where: { tokenHash, purpose: "sign_in", usedAt: null, expiresAt: { gt: now } },
    select: { id: true, userId: true },
  });
  return pending === null || pending.userId === null ? null : { id: pending.id, userId: pending.userId };
}

/**
 * The provider of the pending sign-in's first step. Null if another request has used it up, or if the password has changed
 * since then. The person's row must be locked.
 */
export async function readPendingProvider(tx: Transaction, user: Owner, id: string): Promise<string | null> {
  const where = { id, purpose: "sign_in", userId: user.id, usedAt: null } as const;
  const pending = await tx.oneTimeToken.findFirst({ where, select: { data: true } });
  if (pending === null) return null;
  const { provider, passwordMark } = dataSchema.parse(pending.data);
  return passwordMark === markPassword(user) ? provider : null;
}

/** Uses up a pending sign-in that was just read under the same lock. */
export async function endPendingSignIn(tx: Transaction, now: Date, id: string): Promise<void> {
  const { count } = await tx.oneTimeToken.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } });
  if (count !== 1) throw new Error("the pending sign-in was used without a lock");
}
