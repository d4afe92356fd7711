import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

export const passwordResetPurpose = "password_reset";

/** The condition for a link's token: unused and not expired. */
export function whereReset(token: string, now: Date) {
  return {
    tokenHash: new Uint8Array(hashOneTimeToken(token)),
    purpose: passwordResetPurpose,
    usedAt: null,
    expiresAt: { gt: now },
  } as const satisfies Prisma.OneTimeTokenWhereInput;
}

/** The account that a reset link is for. */
export interface FoundReset {
  userId: string;
  name: string;
  email: string;
  /** Whether it was sent by email or created by the operator. Only an email proves access to the mailbox. */
  method: "mail" | "command";
}

/**
 * The account of a valid link, or null: for one that was used or has expired, for a suspended account, and after the
 * account's email address has changed.
 */
export async function findReset(
  { prisma }: Pick<Database, "prisma">,
  token: string,
  now: Date,
): Promise<FoundReset | null> {
  const found = await prisma.oneTimeToken.findFirst({
    where: { ...whereReset(token, now), user: { status: "active" } },
    select: { email: true, user: { select: { id: true, name: true, email: true } } },
  });
  if (found?.user == null) return null;
  const { id: userId, name, email } = found.user;
  if (found.email !== null && found.email !== email) return null;
  return { userId, name, email, method: found.email === null ? "command" : "mail" };
}

export function createInvalidLinkError(): ServiceError {
  return new ServiceError("not_found", { message: "This link is no longer valid. Request a new one" });
}
