import "server-only";

import { requirePageActor, type TeamUserActor } from "#lib/auth/session/page-actor.ts";
import type { UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { listKeysToAttend } from "#lib/services/keys/attention/list-attention.ts";
import { listFormerManagers } from "#lib/services/keys/attention/list-former-managers.ts";
import { listKeyUsage } from "#lib/services/keys/usage/list-usage.ts";
import { countActiveKeys } from "#lib/services/usage/count-active-keys.ts";
import { getPeriod, readOverviewUsage } from "#lib/services/usage/read-overview.ts";
import { readFirstSteps } from "./first-steps.ts";
import { createPageContext } from "./page-context.ts";
import { readPeople } from "./team.ts";

const maxEvents = 8;

/** As many as fit beside the chart, and as many as the whole list shows. */
const maxAttention = { some: 7, all: 200 };

/** The latest events, newest first. Null if the viewer can't read the audit log. */
async function readActivity(ctx: ServiceContext, canRead: boolean) {
  if (!canRead) return null;
  return (await listAuditEvents(ctx, { limit: maxEvents })).data;
}

/**
 * Keys that need attention. Keys that can no longer manage the team come first, if the viewer can read the audit log.
 */
async function readAttention(
  ctx: ServiceContext,
  view: { teamId: string; canReadAudit: boolean; limit: number },
) {
  const { teamId, canReadAudit, limit } = view;
  const former = canReadAudit ? await listFormerManagers(ctx.runtime.database, teamId, ctx.now) : [];
  const { keys, total } = await listKeysToAttend(ctx, limit);
  const formerKeys = former.map(({ id, name, hint, lastManagedAt }) => ({
    id,
    name,
    hint,
    reason: "cannot_manage" as const,
    at: lastManagedAt,
  }));
  return { keys: [...formerKeys, ...keys].slice(0, limit), total: formerKeys.length + total };
}

async function readProgress(ctx: ServiceContext & { actor: TeamUserActor }) {
  const [people, environments] = await Promise.all([readPeople(ctx), listEnvironments(ctx)]);
  return readFirstSteps(ctx, { people, environments });
}

interface OverviewView {
  range: UsageRange;
  /** Lists only the keys with requests rejected for this reason. */
  reason: string | undefined;
  isAllAttentionShown: boolean;
}

/**
 * The data of the overview. Visitors sign in first and return to `returnPath`. Responds with 404 if the user is not a
 * member of the team.
 */
export async function readOverview(teamSlug: string, view: OverviewView, returnPath: string) {
  const { range, reason, isAllAttentionShown } = view;
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const canReadAudit = actor.permissions.has("audit:read");
  const attention = {
    teamId: actor.team.id,
    canReadAudit,
    limit: isAllAttentionShown ? maxAttention.all : maxAttention.some,
  };
  const [usage, keys, keysToAttend, activity, progress] = await Promise.all([
    readOverviewUsage(ctx, range, reason),
    countActiveKeys(ctx, getPeriod(range, ctx.now).from),
    readAttention(ctx, attention),
    readActivity(ctx, canReadAudit),
    readProgress(ctx),
  ]);
  const { id, slug, name } = actor.team;
  return {
    team: { id, slug, name },
    userId: actor.userId,
    usage,
    /** The requests of each of the top keys in the last 7 days. */
    recentUsage: await listKeyUsage(
      ctx,
      usage.topKeys.map(({ by }) => by),
    ),
    keys,
    attention: keysToAttend,
    activity,
    progress,
    now: ctx.now.toISOString(),
  };
}
