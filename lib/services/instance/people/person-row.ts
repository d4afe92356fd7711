import { isSecondFactorOn, selectSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { InstancePersonRow } from "#lib/contract/instance/people.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

export const includeForRow = {
  ...selectSecondFactor,
  sessions: { orderBy: { lastSeenAt: "desc" }, take: 1, select: { lastSeenAt: true } },
  _count: {
    select: { members: { where: { status: { not: "removed" }, team: { deletedAt: null } } } },
  },
} as const satisfies Prisma.UserInclude;

type Row = Prisma.UserGetPayload<{ include: typeof includeForRow }>;

export function toPersonRow(user: Row): InstancePersonRow {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    isEmailVerified: user.emailVerifiedAt !== null,
    status: user.status,
    isInstanceOwner: user.isInstanceOwner,
    hasTwoFactor: isSecondFactorOn(user),
    teamCount: user._count.members,
    createdAt: user.createdAt.toISOString(),
    lastSeenAt: user.sessions[0]?.lastSeenAt.toISOString() ?? null,
  };
}
