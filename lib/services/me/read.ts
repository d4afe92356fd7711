import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { MeDto } from "#lib/contract/people/me.ts";
import type { ApiKeyActor, UserActor } from "#lib/domain/actor.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { personRateLimit } from "#lib/domain/limits/built-in-limits.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import { getTwoFactorDueAt } from "#lib/domain/two-factor/requirement.ts";
import { resolveRateLimit } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";

async function readPerson(ctx: ServiceContext, actor: UserActor): Promise<MeDto> {
  const memberships = await ctx.runtime.database.prisma.member.findMany({
    where: { userId: actor.userId, status: "active", team: { deletedAt: null } },
    orderBy: [{ joinedAt: "asc" }, { id: "asc" }],
    select: {
      role: true,
      joinedAt: true,
      team: { select: { id: true, slug: true, name: true, twoFactorRequiredFrom: true, suspendedAt: true } },
    },
  });
  const dueDates = await listDueDates(ctx, actor.userId, memberships);
  const { team } = actor;
  return {
    type: "user",
    id: actor.userId,
    name: actor.name,
    email: actor.email,
    isInstanceOwner: actor.isInstanceOwner,
    sessionId: actor.sessionId,
    teamId: team?.id ?? null,
    team: team === null ? null : { id: team.id, slug: team.slug, name: team.name },
    role: team?.role ?? null,
    environment: null,
    permissions: [...actor.permissions].sort(),
    rateLimit: personRateLimit,
    teams: memberships.map(({ role, team: { id, slug, name, suspendedAt } }, index) => ({
      id,
      slug,
      name,
      suspendedAt: suspendedAt?.toISOString() ?? null,
      role,
      twoFactorDueAt: dueDates[index]?.toISOString() ?? null,
    })),
  };
}

interface Membership {
  role: Role;
  joinedAt: Date;
  team: { twoFactorRequiredFrom: Date | null };
}

/** When each team needs a second factor of this person. All null if they have one. */
async function listDueDates(
  { runtime }: ServiceContext,
  userId: string,
  memberships: readonly Membership[],
): Promise<(Date | null)[]> {
  const dates = memberships.map(({ role, joinedAt, team }) =>
    getTwoFactorDueAt(runtime.config.requireTwoFactor, {
      role,
      joinedAt,
      requiredFrom: team.twoFactorRequiredFrom,
    }),
  );
  const isNeeded = dates.some((date) => date !== null);
  return isNeeded && (await hasSecondFactor(runtime.database.prisma, userId)) ? dates.map(() => null) : dates;
}

async function readKey(ctx: ServiceContext, actor: ApiKeyActor): Promise<MeDto> {
  const { config, database } = ctx.runtime;
  const key = await database.prisma.apiKey.findFirst({
    where: { id: actor.keyId, teamId: actor.teamId },
    select: {
      rateLimitPerMinute: true,
      rateLimitPer10Seconds: true,
      team: { select: { id: true, slug: true, name: true } },
    },
  });
  if (key === null) throw notFound();
  return {
    type: "apiKey",
    id: actor.keyId,
    name: actor.name,
    teamId: actor.teamId,
    team: key.team,
    role: actor.role,
    environment: actor.environment.slug,
    owner: actor.owner,
    permissions: [...actor.permissions].sort(),
    resources: [...actor.resources],
    expiresAt: actor.expiresAt?.toISOString() ?? null,
    rateLimit: {
      perMinute: key.rateLimitPerMinute ?? config.rateLimit.perMinute,
      per10Seconds: key.rateLimitPer10Seconds ?? config.rateLimit.per10Seconds,
    },
  };
}

async function readApp(ctx: ServiceContext, actor: ApiKeyActor): Promise<MeDto> {
  const { config, database } = ctx.runtime;
  const { keyId: id, teamId, expiresAt } = actor;
  const team = await database.prisma.team.findUnique({
    where: { id: teamId },
    select: { id: true, slug: true, name: true },
  });
  if (team === null || expiresAt === null) throw notFound();
  return {
    type: "app",
    id,
    name: actor.name,
    teamId,
    team,
    role: actor.role,
    environment: actor.environment.slug,
    permissions: [...actor.permissions].sort(),
    smartScopes: [...actor.smartScopes],
    expiresAt: expiresAt.toISOString(),
    rateLimit: resolveRateLimit(actor.rateLimit, config.rateLimit),
  };
}

/** GET /me: reads the caller with their team, permissions and limits. */
export async function readMe(ctx: ServiceContext): Promise<MeDto> {
  const { actor } = ctx;
  if (actor.type === "system") throw new ServiceError("unauthorized");
  if (actor.type === "user") return readPerson(ctx, actor);
  return actor.credential === "app" ? readApp(ctx, actor) : readKey(ctx, actor);
}
