import type { InstancePersonRow } from "#lib/contract/instance/people.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { whereOn } from "#lib/services/two-factor/codes/totp-factor.ts";

export const includeForRow = {
  totpFactor: { select: { confirmedAt: true } },
  sessions: { orderBy: { lastSeenAt: "desc" }, take: 1, select: { lastSeenAt: true } },
  _count: {
    select: { members: { where: { status: { not: "removed" }, team: { deletedAt: null } } } },
  },
} as const satisfies Prisma.UserInclude;

/** The condition for people who use two-factor authentication. */
export const whereTwoFactor = { totpFactor: { is: whereOn } } as const satisfies Prisma.UserWhereInput;

type Row = Prisma.UserGetPayload<{ include: typeof includeForRow }>;

export function toPersonRow(user: Row): InstancePersonRow {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    isEmailVerified: user.emailVerifiedAt !== null,
    status: user.status,
    isInstanceOwner: user.isInstanceOwner,
    hasTwoFactor: (user.totpFactor?.confirmedAt ?? null) !== null,
    teamCount: user._count.members,
    createdAt: user.createdAt.toISOString(),
    lastSeenAt: user.sessions[0]?.lastSeenAt.toISOString() ?? null,
  };
}
