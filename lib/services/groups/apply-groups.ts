import { ServiceError } from "#lib/domain/common/errors.ts";
import {
  decideGroupMembership,
  type GroupDecision,
  type MatchedGroup,
} from "#lib/domain/rbac/group-membership.ts";
import { listGroupNames, maxGroupsPerPerson } from "#lib/domain/rbac/group-names.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { GroupSource, MemberStatus, Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { endMembership } from "#lib/services/members/end-membership.ts";
import { insertMember } from "#lib/services/members/insert-member.ts";
import { notifyOfRole } from "#lib/services/members/notify-of-role.ts";
import { revokeOwnedKeys } from "#lib/services/members/owned-keys.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { readAuthorRoles } from "./author-roles.ts";

/** Who acts in the audit log. */
const actors: Readonly<Record<GroupSource, string>> = {
  provider: "groups-of-provider",
  directory: "groups-of-directory",
};

/** Who changed the role, as people read it. */
const notifiers: Readonly<Record<GroupSource, string>> = {
  provider: "Your sign-in provider",
  directory: "Your directory",
};

interface PersonGroups {
  userId: string;
  /** All groups that the source knows of this person. Those it no longer lists have ended. */
  groups: readonly string[];
  source: GroupSource;
}

interface TeamPlan {
  teamId: string;
  member: { id: string; role: Role; status: MemberStatus } | null;
  decision: GroupDecision;
  /** The groups of this source that give the membership. */
  links: string[];
  /** The names of all groups that give it, for the audit log. */
  groupNames: string[];
}

interface KnownGroup extends MatchedGroup {
  teamId: string;
  groupName: string;
}

/** The groups of teams that have one of these names, or that another source says the person is in. */
async function readMatched(
  tx: Transaction,
  { userId, groups, source }: PersonGroups,
  whereTeam: { teamId?: { in: string[] } },
): Promise<KnownGroup[]> {
  const rows = await tx.teamGroup.findMany({
    where: {
      ...whereTeam,
      removedAt: null,
      team: { deletedAt: null },
      OR: [
        { groupName: { in: [...groups] } },
        { members: { some: { source: { not: source }, member: { userId } } } },
      ],
    },
    select: { id: true, teamId: true, groupName: true, role: true, createdById: true },
  });
  const roles = await readAuthorRoles(tx, rows);
  return rows.map(({ createdById, ...group }) => ({
    ...group,
    authorRole: roles.get(`${group.teamId} ${createdById}`) ?? null,
  }));
}

/** What the person's groups change, team by team. With `teamIds`, only in these. */
async function planTeams(tx: Transaction, person: PersonGroups, teamIds?: string[]): Promise<TeamPlan[]> {
  const whereTeam = teamIds === undefined ? {} : { teamId: { in: teamIds } };
  const matched = await readMatched(tx, person, whereTeam);
  const members = await tx.member.findMany({
    where: { ...whereTeam, userId: person.userId, team: { deletedAt: null } },
    include: { groups: true },
  });
  const concerned = new Set([...matched, ...members].map(({ teamId }) => teamId));
  return [...concerned].sort().flatMap((teamId) => {
    const groups = matched.filter((group) => group.teamId === teamId);
    const member = members.find((one) => one.teamId === teamId) ?? null;
    return planTeam(person, teamId, member, groups) ?? [];
  });
}

type LinkedMember = Prisma.MemberGetPayload<{ include: { groups: true } }>;

/** Null if nothing changes in this team. */
function planTeam(
  person: PersonGroups,
  teamId: string,
  member: LinkedMember | null,
  matched: readonly KnownGroup[],
): TeamPlan | null {
  const groupIds = [...new Set(member?.groups.map(({ groupId }) => groupId))];
  const before = member === null ? null : { ...member, groupIds };
  const decision = decideGroupMembership(before, matched);
  const giving = new Set("groupIds" in decision ? decision.groupIds : groupIds);
  const given = matched.filter(({ id }) => giving.has(id));
  const links = given.filter(({ groupName }) => person.groups.includes(groupName)).map(({ id }) => id);
  const linked = member?.groups.filter(({ source }) => source === person.source) ?? [];
  const keepsLinks = linked.length === links.length && linked.every(({ groupId }) => links.includes(groupId));
  if (decision.kind === "none" && keepsLinks) return null;
  return { teamId, member, decision, links, groupNames: given.map(({ groupName }) => groupName).sort() };
}

/** Records which groups of this source give the membership. */
async function writeLinks(
  tx: Transaction,
  memberId: string,
  { links }: TeamPlan,
  { source }: PersonGroups,
): Promise<void> {
  await tx.memberGroup.deleteMany({ where: { memberId, source } });
  await tx.memberGroup.createMany({ data: links.map((groupId) => ({ memberId, groupId, source })) });
}

/** A full team must not prevent the sign-in. */
async function hasRoom(tx: Transaction, ctx: ServiceContext, teamId: string): Promise<boolean> {
  try {
    await assertRoom(tx, ctx, teamId, "members");
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    ctx.runtime.logger.warn({ teamId }, "a group could not add a member, because the team is full");
    return false;
  }
}

/**
 * Keeps the account from being deleted until the transaction ends, as a new membership's reference to it does. False if it
 * was deleted since the caller has checked it.
 */
async function holdAccount(tx: Transaction, userId: string): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM users WHERE id = ${userId} AND deleted_at IS NULL FOR KEY SHARE`;
  return found.length > 0;
}

async function addMember(
  tx: Transaction,
  ctx: ServiceContext,
  plan: TeamPlan,
  person: PersonGroups,
  role: Role,
): Promise<void> {
  const { teamId, groupNames } = plan;
  const { userId } = person;
  if (!(await hasRoom(tx, ctx, teamId)) || !(await holdAccount(tx, userId))) return;
  const memberId = await insertMember(tx, ctx, { teamId, userId, role, isFromGroups: true });
  await writeLinks(tx, memberId, plan, person);
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.join",
    target: { type: "member", id: memberId },
    changes: { userId, role, groups: groupNames },
  });
}

async function changeRole(
  tx: Transaction,
  ctx: ServiceContext,
  { teamId, groupNames }: TeamPlan,
  member: NonNullable<TeamPlan["member"]>,
  { userId, source, role }: { userId: string; source: GroupSource; role: Role },
): Promise<void> {
  await tx.member.updateMany({
    where: { id: member.id, teamId, role: member.role, status: member.status },
    data: { role },
  });
  await recordInvalidation(tx, "member", member.id);
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.update",
    target: { type: "member", id: member.id },
    changes: { userId, ...listChanges({ role: member.role }, { role }), groups: groupNames },
  });
  await notifyOfRole(tx, ctx, { teamId, userId, role }, notifiers[source]);
}

async function applyPlan(
  tx: Transaction,
  ctx: ServiceContext,
  plan: TeamPlan,
  person: PersonGroups,
): Promise<void> {
  const { decision, member, teamId } = plan;
  const { userId } = person;
  if (decision.kind === "add") return addMember(tx, ctx, plan, person, decision.role);
  if (member === null) return;
  if (decision.kind === "remove") {
    const owner = { teamId, userId };
    const revokedKeys = await revokeOwnedKeys(tx, owner, { now: ctx.now, includesExpired: false });
    await endMembership(
      tx,
      ctx,
      { ...member, ...owner },
      { action: "member.remove", keysResult: { revokedKeys } },
    );
    return;
  }
  await writeLinks(tx, member.id, plan, person);
  if (decision.kind === "change" && decision.role !== member.role) {
    await changeRole(tx, ctx, plan, member, { ...person, role: decision.role });
  }
}

/**
 * Adds, changes and removes a person's memberships by their groups, in the caller's transaction. Call it before locking the
 * person: it locks the teams that it changes, and those come first everywhere. A sign-in that changes nothing locks nothing.
 *
 * Keys of a removed member are deleted. The caller has checked that the person's account is active.
 */
export async function applyGroups(
  tx: Transaction,
  { runtime, request, now }: Omit<ServiceContext, "actor">,
  { userId, groups, source }: PersonGroups,
): Promise<void> {
  const ctx: ServiceContext = { runtime, request, now, actor: { type: "system", name: actors[source] } };
  const person = { userId, source, groups: listGroupNames(groups) };
  if (groups.length > maxGroupsPerPerson) {
    runtime.logger.warn(
      { userId, source, groups: groups.length },
      "someone is in too many groups: only the first 500 count",
    );
  }
  const teamIds = (await planTeams(tx, person)).map(({ teamId }) => teamId);
  if (teamIds.length === 0) return;
  for (const teamId of teamIds) await tx.$executeRaw`SELECT 1 FROM teams WHERE id = ${teamId} FOR UPDATE`;
  // Read again: another change to these teams may just have ended.
  for (const plan of await planTeams(tx, person, teamIds)) await applyPlan(tx, ctx, plan, person);
}
