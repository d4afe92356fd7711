import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import { currentStatuses } from "#lib/contract/keys/key-statuses.ts";
import { listKeysQuery } from "#lib/contract/keys/keys.ts";
import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import type { AuditFilter } from "#lib/contract/team/audit-events.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import { listAuditEvents, searchAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { listEnvironmentLabels } from "#lib/services/environments/list-labels.ts";
import { listGroups } from "#lib/services/groups/list.ts";
import { listInvitations } from "#lib/services/invitations/list.ts";
import { countKeysByFilter } from "#lib/services/keys/usage/count.ts";
import { listMembers } from "#lib/services/members/list.ts";
import { listPermissions } from "#lib/services/permissions/list.ts";
import { hasDirectory } from "#lib/services/provisioning/settings/has-directory.ts";
import { countTeamContents } from "#lib/services/teams/contents/count-contents.ts";
import { readTeam } from "#lib/services/teams/read.ts";
import { readTeamTwoFactor } from "#lib/services/teams/read-two-factor.ts";
import { listFrom } from "./list-from.ts";
import { createPageContext, runInTurn } from "./page-context.ts";
import { readEveryone, readPeople } from "./team.ts";

const pageSize = 100;

/** The keys that tables count, as the list that a count links to. */
const currentKeys = { status: listKeysQuery.parse({ status: currentStatuses }).status };

/** The viewer, the team, and the data that every settings page needs. Visitors sign in first and return. */
async function openSettings(teamSlug: string, page: string) {
  const actor = await requirePageActor(teamSlug, `/t/${encodeURIComponent(teamSlug)}/settings/${page}`);
  const ctx = await createPageContext(actor);
  const { id, slug, name, role, memberId } = actor.team;
  return {
    ctx,
    shared: {
      team: { id, slug, name },
      viewer: { userId: actor.userId, memberId, role, permissions: [...actor.permissions].sort() },
      people: await readPeople(ctx),
      now: ctx.now.toISOString(),
    },
  };
}

/** Pending and recently expired invitations. Both can be sent again. */
async function readOpenInvitations(ctx: ServiceContext): Promise<InvitationDto[]> {
  const pending = await listInvitations(ctx, { limit: pageSize, status: "pending" });
  const expired = await listInvitations(ctx, { limit: 10, status: "expired" });
  return [...pending.data, ...expired.data];
}

export async function readMembersPage(teamSlug: string, cursor: string | undefined) {
  const { ctx, shared } = await openSettings(teamSlug, "members");
  return {
    ...shared,
    members: await listFrom((from) => listMembers(ctx, { limit: pageSize, cursor: from }), cursor),
    isContinued: cursor !== undefined,
    invitations: await readOpenInvitations(ctx),
  };
}

/** `contents` is null for those who can't delete the team. */
export async function readTeamPage(teamSlug: string) {
  const { ctx, shared } = await openSettings(teamSlug, "team");
  const contents = shared.viewer.role === "owner" ? await countTeamContents(ctx) : null;
  const twoFactor = shared.viewer.permissions.includes("team:write") ? await readTeamTwoFactor(ctx) : null;
  const isAdmin = isAtLeast(shared.viewer.role, "admin");
  const groups = isAdmin
    ? {
        provider: ctx.runtime.config.providers.oidc?.name ?? null,
        hasDirectory: await hasDirectory(ctx.runtime),
        list: await listGroups(ctx),
      }
    : null;
  return { ...shared, details: await readTeam(ctx), contents, twoFactor, groups };
}

export async function readEnvironmentsPage(teamSlug: string) {
  const { ctx, shared } = await openSettings(teamSlug, "environments");
  const environments = await listEnvironments(ctx);
  const byEnvironment = environments.map(({ slug }) => [slug, { environment: slug }] as const);
  const keyCounts = await countKeysByFilter(ctx, currentKeys, Object.fromEntries(byEnvironment));
  return { ...shared, environments, keyCounts };
}

export async function readPermissionsPage(teamSlug: string) {
  const { ctx, shared } = await openSettings(teamSlug, "permissions");
  return { ...shared, permissions: await listPermissions(ctx) };
}

/**
 * `toFilter` resolves ranges such as "today" at the time of the page. `events` is null if the viewer can't read the audit
 * log. The page then names members who can.
 */
export async function readAuditPage(
  teamSlug: string,
  toFilter: (now: Date) => AuditFilter,
  cursor: string | undefined,
) {
  const { ctx, shared } = await openSettings(teamSlug, "audit-log");
  const canRead = shared.viewer.permissions.includes("audit:read");
  const { q = "", ...filter } = toFilter(ctx.now);
  const list = (from: string | undefined) => {
    const query = { ...filter, limit: 50, cursor: from };
    return q.trim() === ""
      ? listAuditEvents(ctx, query)
      : runInTurn(ctx, "listAuditEvents", (heavy) => searchAuditEvents(heavy, { ...query, q }));
  };
  const everyone = await readEveryone(ctx);
  return {
    ...shared,
    everyone,
    names: {
      people: Object.fromEntries(everyone.map(({ id, name }) => [id, name])),
      environments: canRead ? await listEnvironmentLabels(ctx) : {},
    },
    events: canRead ? await listFrom(list, cursor) : null,
    isContinued: cursor !== undefined,
  };
}
