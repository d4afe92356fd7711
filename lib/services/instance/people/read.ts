import { whereLive } from "#lib/auth/session/session-life.ts";
import type { InstancePersonDto } from "#lib/contract/instance/people.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { includeForRow, toPersonRow } from "./person-row.ts";

const maxSignIns = 20;

const include = {
  ...includeForRow,
  accounts: { orderBy: { createdAt: "asc" }, select: { provider: true, createdAt: true } },
  members: {
    where: { status: { not: "removed" }, team: { deletedAt: null } },
    orderBy: [{ team: { name: "asc" } }, { id: "asc" }],
    select: { role: true, status: true, team: { select: { id: true, slug: true, name: true } } },
  },
} as const satisfies Prisma.UserInclude;

async function countLiveKeysByTeam(ctx: ServiceContext, userId: string): Promise<Map<string, number>> {
  const groups = await ctx.runtime.database.prisma.apiKey.groupBy({
    by: ["teamId"],
    where: {
      ownerUserId: userId,
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }],
    },
    _count: { _all: true },
  });
  return new Map(groups.map(({ teamId, _count }) => [teamId, _count._all]));
}

async function readSignIns(ctx: ServiceContext, userId: string) {
  const { prisma } = ctx.runtime.database;
  const live = await prisma.session.findMany({
    where: { userId, ...whereLive(ctx.runtime.config, ctx.now) },
    select: { id: true },
  });
  const liveIds = new Set(live.map(({ id }) => id));
  const sessions = await prisma.session.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: maxSignIns,
  });
  return {
    liveSessions: live.length,
    signIns: sessions.map(({ id, createdAt, lastSeenAt, address, agent }) => ({
      id,
      isLive: liveIds.has(id),
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      address,
      agent,
    })),
  };
}

/** GET /instance/people/{id}: one person, with their teams, keys and sign-ins. Throws `not_found`. */
export async function readPerson(ctx: ServiceContext, input: { id: string }): Promise<InstancePersonDto> {
  authorizeInstanceOwner(ctx);
  return describePerson(ctx, input.id);
}

/** What readPerson returns, without asking who wants to know. */
export async function describePerson(ctx: ServiceContext, id: string): Promise<InstancePersonDto> {
  const { prisma } = ctx.runtime.database;
  const user = await prisma.user.findUnique({ where: { id }, include });
  if (user === null || user.deletedAt !== null) throw notFound();
  const keys = await countLiveKeysByTeam(ctx, id);
  return {
    ...toPersonRow(user),
    hasPassword: user.passwordHash !== null,
    passkeys: await prisma.passkey.count({ where: { userId: id } }),
    recoveryCodes: await prisma.recoveryCode.count({ where: { userId: id, usedAt: null } }),
    providers: user.accounts.map(({ provider, createdAt }) => ({
      provider,
      linkedAt: createdAt.toISOString(),
    })),
    teams: user.members.map(({ role, status, team }) => ({
      ...team,
      role,
      status: status === "active" ? "active" : "suspended",
      liveKeys: keys.get(team.id) ?? 0,
    })),
    ...(await readSignIns(ctx, id)),
  };
}
