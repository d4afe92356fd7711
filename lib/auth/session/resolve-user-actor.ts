import { timingSafeEqual } from "node:crypto";
import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { listRolePermissions } from "#lib/domain/rbac/permissions.ts";
import {
  isClosedWithoutTwoFactor,
  isConsoleClosedWithoutTwoFactor,
} from "#lib/domain/two-factor/requirement.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { parseCookies, readSessionToken } from "./cookies.ts";
import { rememberEnded } from "./ended-sessions.ts";
import { cutAgent, whereLive } from "./session-life.ts";
import { decodeToken, readSessionId, readSessionSecret } from "./session-token.ts";

type AuthRuntime = Pick<Runtime, "config" | "secrets" | "database" | "limiter">;

export interface ResolveOptions {
  /** The requested team, by ID or by slug. Without either, `defaultTeam` decides. */
  teamId?: string | undefined;
  teamSlug?: string | undefined;
  /** `first` joined (the default, used by the API) or `lastUsed` (used by pages). */
  defaultTeam?: "first" | "lastUsed";
  now: Date;
  address: string | null;
  agent: string | null;
}

/** How often the last use is stored. In between, a request needs no write. */
const seenIntervalMs = minuteMs;

const membershipSelect = {
  id: true,
  role: true,
  joinedAt: true,
  lastActiveAt: true,
  team: {
    select: {
      id: true,
      slug: true,
      name: true,
      twoFactorRequiredFrom: true,
      permissions: { where: { retiredAt: null }, select: { name: true } },
    },
  },
} as const satisfies Prisma.MemberSelect;

type Membership = Prisma.MemberGetPayload<{ select: typeof membershipSelect }>;

function findLiveSession(runtime: AuthRuntime, sessionId: string, now: Date) {
  return runtime.database.prisma.session.findFirst({
    where: { id: sessionId, ...whereLive(runtime.config, now), user: { status: "active" } },
    select: {
      id: true,
      secretHash: true,
      lastSeenAt: true,
      authenticatedAt: true,
      user: { select: { id: true, name: true, email: true, isInstanceOwner: true } },
    },
  });
}

function isClosed(runtime: AuthRuntime, { role, joinedAt, team }: Membership, now: Date): boolean {
  const facts = { role, joinedAt, requiredFrom: team.twoFactorRequiredFrom };
  return isClosedWithoutTwoFactor(runtime.config.requireTwoFactor, facts, now);
}

/** The membership to act in. Null only for a user who requested no team, and who has none that is open to them. */
async function findMembership(runtime: AuthRuntime, person: Person, options: ResolveOptions) {
  const { teamId, teamSlug, now } = options;
  const isTeamRequested = teamId !== undefined || teamSlug !== undefined;
  const read = {
    where: { userId: person.id, status: "active", team: { id: teamId, slug: teamSlug, deletedAt: null } },
    orderBy: [
      ...(options.defaultTeam === "lastUsed"
        ? [{ lastActiveAt: { sort: "desc", nulls: "last" } } as const]
        : []),
      { joinedAt: "asc" },
      { id: "asc" },
    ],
    select: membershipSelect,
  } as const satisfies Prisma.MemberFindManyArgs;
  const first = await runtime.database.prisma.member.findFirst(read);
  if (first === null && isTeamRequested) throw notFound();
  if (first === null || !isClosed(runtime, first, now) || (await person.hasSecondFactor())) return first;
  if (isTeamRequested) throw createTwoFactorMissing(first.team.name);
  const memberships = await runtime.database.prisma.member.findMany(read);
  return memberships.find((membership) => !isClosed(runtime, membership, now)) ?? null;
}

/** A 403 for a member without a second factor, whose team or console requires one. */
function createTwoFactorMissing(teamName: string): ServiceError {
  return new ServiceError("forbidden", {
    message: `${teamName} requires two-factor authentication. Turn it on in your account`,
  });
}

/** Whether the person has a second factor, which is read at most once, and only if something depends on it. */
interface Person {
  id: string;
  hasSecondFactor: () => Promise<boolean>;
}

function createPerson(runtime: AuthRuntime, userId: string): Person {
  let answer: Promise<boolean> | undefined;
  return {
    id: userId,
    hasSecondFactor: () => {
      answer ??= hasSecondFactor(runtime.database.prisma, userId);
      return answer;
    },
  };
}

function isDue(lastAt: Date | null, now: Date): boolean {
  return lastAt === null || now.getTime() - lastAt.getTime() >= seenIntervalMs;
}

async function recordSeen(
  runtime: AuthRuntime,
  session: { id: string; lastSeenAt: Date },
  membership: Membership | null,
  options: ResolveOptions,
): Promise<void> {
  const { now } = options;
  const { prisma } = runtime.database;
  if (isDue(session.lastSeenAt, now)) {
    // `lastSeenAt` in the condition lets only one of many parallel requests write.
    await prisma.session.updateMany({
      where: { id: session.id, lastSeenAt: session.lastSeenAt, endedAt: null },
      data: { lastSeenAt: now, address: options.address, agent: cutAgent(options.agent) },
    });
  }
  if (membership !== null && isDue(membership.lastActiveAt, now)) {
    await prisma.member.updateMany({
      where: { id: membership.id, teamId: membership.team.id, lastActiveAt: membership.lastActiveAt },
      data: { lastActiveAt: now },
    });
  }
}

/**
 * The user of the console's session cookie, or null without a valid session. Reads the database each time, so an ended,
 * idle or expired session and a suspended user take effect immediately. Throws ServiceError
 * `not_found` for a team the user is not an active member of, and `forbidden` for one that requires a second factor
 * which the user doesn't have.
 */
export async function resolveUserActor(
  runtime: AuthRuntime,
  cookieHeader: string | null,
  options: ResolveOptions,
): Promise<UserActor | null> {
  const token = readSessionToken(parseCookies(cookieHeader), runtime.config.publicOrigin);
  const decoded = await decodeToken(token ?? undefined, runtime.secrets.session);
  const sessionId = readSessionId(decoded);
  if (sessionId === null) return null;
  const session = await findLiveSession(runtime, sessionId, options.now);
  if (session === null) {
    await rememberEnded(runtime.limiter, sessionId);
    return null;
  }
  if (!isSecretRight(session.secretHash, readSessionSecret(decoded))) return null;
  const person = createPerson(runtime, session.user.id);
  const membership = await findMembership(runtime, person, options);
  await recordSeen(runtime, session, membership, options);
  const isInstanceOwner = session.user.isInstanceOwner && (await mayAdminister(runtime, person));
  return toActor({ ...session, user: { ...session.user, isInstanceOwner } }, membership);
}

/** A session's ID is no secret: lists and the audit log show it. A session of the previous release has no secret. */
function isSecretRight(hash: Uint8Array | null, secret: string | null): boolean {
  if (hash === null) return true;
  return secret !== null && timingSafeEqual(hash, hashOneTimeToken(secret));
}

async function mayAdminister(runtime: AuthRuntime, person: Person): Promise<boolean> {
  return (
    !isConsoleClosedWithoutTwoFactor(runtime.config.requireTwoFactor) || (await person.hasSecondFactor())
  );
}

function toActor(
  session: NonNullable<Awaited<ReturnType<typeof findLiveSession>>>,
  membership: Membership | null,
): UserActor {
  const { id: userId, name, email, isInstanceOwner } = session.user;
  const identity = {
    type: "user",
    userId,
    name,
    email,
    sessionId: session.id,
    authenticatedAt: session.authenticatedAt,
    isInstanceOwner,
  } as const;
  if (membership === null) return { ...identity, team: null, permissions: new Set() };
  const { team, role } = membership;
  return {
    ...identity,
    team: { id: team.id, slug: team.slug, name: team.name, memberId: membership.id, role },
    permissions: listRolePermissions(
      role,
      team.permissions.map((permission) => permission.name),
    ),
  };
}
