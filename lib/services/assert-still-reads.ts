import { createUnauthorized, missingPermission } from "#lib/domain/common/errors.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Scope } from "./authorize.ts";

type Reads = Pick<Database["prisma"], "apiKey" | "keySecret" | "member" | "session">;

/**
 * For a response that takes long to send: throws `forbidden` or `unauthorized` if the reader has lost the permission or
 * access since then.
 */
export async function assertStillReads(
  prisma: Reads,
  scope: Scope,
  permission: string,
  now: Date,
): Promise<void> {
  const { actor, teamId } = scope;
  if (actor.type === "user") {
    const ended = await prisma.session.count({ where: { id: actor.sessionId, endedAt: { not: null } } });
    if (ended > 0) throw createUnauthorized(true);
    return assertMemberReads(prisma, teamId, actor.userId, permission);
  }
  const isLater = { gt: now };
  const [key, secret] = await Promise.all([
    prisma.apiKey.findFirst({
      where: {
        id: actor.keyId,
        teamId,
        revokedAt: null,
        disabledAt: null,
        OR: [{ expiresAt: null }, { expiresAt: isLater }],
      },
      select: { inheritsPermissions: true, permissions: true },
    }),
    prisma.keySecret.findFirst({
      where: { id: actor.secretId, keyId: actor.keyId, OR: [{ endsAt: null }, { endsAt: isLater }] },
      select: { id: true },
    }),
  ]);
  if (key === null || secret === null) throw createUnauthorized(true);
  if (!key.inheritsPermissions && !key.permissions.includes(permission)) throw missingPermission(permission);
  if (actor.owner.type === "user") await assertMemberReads(prisma, teamId, actor.owner.id, permission);
}

async function assertMemberReads(
  prisma: Reads,
  teamId: string,
  userId: string,
  permission: string,
): Promise<void> {
  const member = await prisma.member.findFirst({
    where: { teamId, userId, status: "active" },
    select: { role: true },
  });
  if (member === null || !listRolePermissions(member.role, []).has(permission)) {
    throw missingPermission(permission);
  }
}
