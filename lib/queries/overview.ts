import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import { keyStatuses } from "#lib/contract/keys/key-statuses.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listKeysToAttend } from "#lib/services/keys/attention/list-attention.ts";
import { listFormerManagers } from "#lib/services/keys/attention/list-former-managers.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { countKeys } from "#lib/services/keys/usage/count.ts";
import { createPageContext } from "./page-context.ts";
import { readPeople } from "./team.ts";

const maxEvents = 8;

/** As on the API Keys page, keys whose owner is suspended are neither active nor rotating. */
async function countByStatus(ctx: ServiceContext) {
  const isUsable = (status: string) => status === "active" || status === "rotating";
  return Promise.all(
    keyStatuses.map(async (status) => ({
      status,
      count: await countKeys(ctx, {
        status: [status],
        ...(isUsable(status) ? { ownerSuspended: false } : {}),
      }),
    })),
  );
}

/** The latest events, newest first. Null if the viewer can't read the audit log. */
async function readActivity(ctx: ServiceContext, canRead: boolean) {
  if (!canRead) return null;
  const { data } = await listAuditEvents(ctx, { limit: maxEvents });
  return data.map(({ id, action, actor, target, occurredAt }) => ({
    id,
    action,
    actor: actor.name,
    target: target.name,
    occurredAt,
  }));
}

/**
 * Keys that need attention. Keys that can no longer manage the team come first, if the viewer can read the audit log.
 */
async function readAttention(ctx: ServiceContext, teamId: string, canReadAudit: boolean) {
  const former = canReadAudit ? await listFormerManagers(ctx.runtime.database, teamId, ctx.now) : [];
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

/** Which of the first steps a new team has completed. */
async function readProgress(ctx: ServiceContext, keyCount: number, memberCount: number) {
  const { data } = await listKeys(ctx, { sort: "-lastUsedAt", limit: 1 });
  return {
    hasKey: keyCount > 0,
    hasUsedKey: data.some(({ lastUsedAt }) => lastUsedAt !== null),
    hasSecondMember: memberCount > 1,
  };
}

/** The data of the overview. Visitors sign in first. Responds with 404 if the user is not a member of the team. */
export async function readOverview(teamSlug: string) {
  const actor = await requirePageActor(teamSlug);
  const ctx = await createPageContext(actor);
  const canReadAudit = actor.permissions.has("audit:read");
  const [counts, keysNeedingAttention, activity, people] = await Promise.all([
    countByStatus(ctx),
    readAttention(ctx, actor.team.id, canReadAudit),
    readActivity(ctx, canReadAudit),
    readPeople(ctx),
  ]);
  const keyCount = counts.reduce((sum, { count }) => sum + count, 0);
  const { slug, name } = actor.team;
  return {
    team: { slug, name },
    counts,
    keysNeedingAttention,
    activity,
    progress: await readProgress(ctx, keyCount, people.length),
    now: ctx.now.toISOString(),
  };
}
