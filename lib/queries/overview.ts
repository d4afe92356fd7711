import "server-only";

import { requirePageActor } from "#lib/auth/page-actor.ts";
import { keyStatuses } from "#lib/schemas/key-statuses.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { countKeys } from "#lib/services/keys/count.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { listKeysToAttend } from "#lib/services/keys/list-attention.ts";
import { listFormerManagers } from "#lib/services/keys/list-former-managers.ts";
import { createPageContext } from "./page-context.ts";
import { readPeople } from "./team.ts";

const shownEvents = 8;

async function countByStatus(ctx: ServiceContext) {
  return Promise.all(
    keyStatuses.map(async (status) => ({ status, count: await countKeys(ctx, { status: [status] }) })),
  );
}

/** Newest first; null for somebody who may not read the history. */
async function readActivity(ctx: ServiceContext, mayRead: boolean) {
  if (!mayRead) return null;
  const { data } = await listAuditEvents(ctx, { limit: shownEvents });
  return data.map(({ id, action, actor, target, occurredAt }) => ({
    id,
    action,
    actor: actor.name,
    target: target.name,
    occurredAt,
  }));
}

/** Keys that can no longer manage the team come first; for those who may read what they did. */
async function readAttention(ctx: ServiceContext, teamId: string, mayReadAudit: boolean) {
  const former = mayReadAudit ? await listFormerManagers(ctx.runtime.database, teamId, ctx.now) : [];
  return [
    ...former.map(({ id, name, hint, lastManagedAt }) => ({
      id,
      name,
      hint,
      reason: "cannot_manage" as const,
      endsAt: null,
      createdAt: lastManagedAt,
    })),
    ...(await listKeysToAttend(ctx)),
  ];
}

/** What a new team has done already of what it came for. */
async function readProgress(ctx: ServiceContext, keyCount: number, memberCount: number) {
  const { data } = await listKeys(ctx, { sort: "-lastUsedAt", limit: 1 });
  return {
    hasKey: keyCount > 0,
    hasCalled: data.some(({ lastUsedAt }) => lastUsedAt !== null),
    hasColleague: memberCount > 1,
  };
}

/** All that the overview shows. Visitors go to sign in; a team that is not theirs is a 404. */
export async function readOverview(teamSlug: string) {
  const actor = await requirePageActor(teamSlug);
  const ctx = await createPageContext(actor);
  const mayReadAudit = actor.permissions.has("audit:read");
  const [counts, keysToAttend, activity, people] = await Promise.all([
    countByStatus(ctx),
    readAttention(ctx, actor.team.id, mayReadAudit),
    readActivity(ctx, mayReadAudit),
    readPeople(ctx),
  ]);
  const keyCount = counts.reduce((sum, { count }) => sum + count, 0);
  const { slug, name } = actor.team;
  return {
    team: { slug, name },
    counts,
    keysToAttend,
    activity,
    progress: await readProgress(ctx, keyCount, people.length),
    now: ctx.now.toISOString(),
  };
}
