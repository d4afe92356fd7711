import { createPerson, findObstacle, selectForAccess } from "#lib/auth/session/team-access.ts";
import type { ApiKeyActor } from "#lib/domain/actor.ts";
import { createUnauthorized, missingPermission } from "#lib/domain/common/errors.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { Scope } from "./authorize.ts";

interface Reader {
  prisma: Pick<
    Database["prisma"],
    "apiKey" | "app" | "keySecret" | "member" | "passkey" | "session" | "totpFactor"
  >;
  config: Pick<Config, "requireTwoFactor">;
}

/**
 * For a response that takes long to send: throws `forbidden`, `team_suspended` or `unauthorized` if the reader has lost the
 * permission or access since then.
 */
export async function assertStillReads(
  reader: Reader,
  scope: Scope,
  permission: string,
  now: Date,
): Promise<void> {
  const { actor, teamId } = scope;
  const { prisma } = reader;
  if (actor.type === "user") {
    const ended = await prisma.session.count({ where: { id: actor.sessionId, endedAt: { not: null } } });
    if (ended > 0) throw createUnauthorized(true);
    const member = await readMember(prisma, teamId, actor.userId);
    assertHolds(member, permission);
    const person = createPerson(prisma, actor.userId);
    const obstacle = await findObstacle(reader.config.requireTwoFactor, person, member, now);
    if (obstacle !== null) throw obstacle;
    return;
  }
  if (actor.credential === "app") return assertAppStillReads(prisma, teamId, actor, permission, now);
  const isLater = { gt: now };
  const [key, secret] = await Promise.all([
    prisma.apiKey.findFirst({
      where: {
        id: actor.keyId,
        teamId,
        revokedAt: null,
        disabledAt: null,
        team: { suspendedAt: null },
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
  if (actor.owner.type === "user") {
    assertHolds(await readMember(prisma, teamId, actor.owner.id), permission);
  }
}

async function assertAppStillReads(
  prisma: Reader["prisma"],
  teamId: string,
  { keyId, secretId, tokenHash }: ApiKeyActor,
  permission: string,
  now: Date,
): Promise<void> {
  const current = { OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
  const isAsserted = secretId === keyId;
  const app = await prisma.app.findFirst({
    where: {
      id: keyId,
      teamId,
      deletedAt: null,
      disabledAt: null,
      team: { suspendedAt: null },
      ...(isAsserted ? {} : { secrets: { some: { id: secretId, ...current } } }),
    },
    select: {
      scopes: true,
      tokensEndedAt: true,
      tokens: {
        where: { hash: tokenHash ?? new Uint8Array(), revokedAt: null, expiresAt: { gt: now } },
        select: { createdAt: true },
      },
    },
  });
  const [token] = app?.tokens ?? [];
  if (app === null || token === undefined) throw createUnauthorized(true);
  const { scopes, tokensEndedAt } = app;
  if (isAsserted && tokensEndedAt !== null && token.createdAt <= tokensEndedAt)
    throw createUnauthorized(true);
  if (!scopes.includes(permission)) throw missingPermission(permission);
}

type Member = Awaited<ReturnType<typeof readMember>>;

function readMember(prisma: Reader["prisma"], teamId: string, userId: string) {
  return prisma.member.findFirst({
    where: { teamId, userId, status: "active", user: { status: "active" } },
    select: { role: true, joinedAt: true, team: { select: selectForAccess } },
  });
}

function assertHolds(member: Member, permission: string): asserts member is NonNullable<Member> {
  if (member === null || !listRolePermissions(member.role, []).has(permission)) {
    throw missingPermission(permission);
  }
}
