import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** How long a link works: 7 days. */
export const invitationLifeMs = 7 * dayMs;

/** An invitation that can still be accepted. */
export function wherePending(now: Date) {
  return {
    acceptedAt: null,
    withdrawnAt: null,
    expiresAt: { gt: now },
  } as const satisfies Prisma.InvitationWhereInput;
}

/** The invitation of a link, while it can still be accepted. */
export function whereToken(token: string, now: Date) {
  return {
    tokenHash: new Uint8Array(hashOneTimeToken(token)),
    ...wherePending(now),
    team: { deletedAt: null, suspendedAt: null },
  } as const satisfies Prisma.InvitationWhereInput;
}
