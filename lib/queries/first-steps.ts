import "server-only";

import type { TeamUserActor } from "#lib/auth/session/page-actor.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { productionSlug, readFirstStepsFacts } from "#lib/services/keys/read-first-steps.ts";

/** For how long after its first key a team is new. */
const newForMs = 7 * dayMs;

interface FirstStepsInput {
  environments: readonly EnvironmentDto[];
  /** The active members, as far as a page shows them. */
  people: readonly unknown[];
}

function describeProduction(environments: readonly EnvironmentDto[], role: Role) {
  const production = environments.find(({ slug }) => slug === productionSlug);
  if (production === undefined) return null;
  const { slug, label, keyCreatorRole, policyReportOnly } = production;
  const isAllowed = keyCreatorRole === null || policyReportOnly || isAtLeast(role, keyCreatorRole);
  return { slug, label, neededRole: isAllowed ? null : keyCreatorRole };
}

async function readNewestKey(ctx: ServiceContext, environments: readonly EnvironmentDto[]) {
  const { data } = await listKeys(ctx, { sort: "-createdAt", active: true, limit: 1 });
  const [key] = data;
  if (key === undefined) return null;
  const { id, name, hint, createdAt, expiresAt, environment: slug } = key;
  const environment = environments.find((candidate) => candidate.slug === slug)?.label ?? slug;
  return { id, name, hint, environment, createdAt, expiresAt };
}

/** How far the team is with its first keys, for the overview and the list of keys. */
export async function readFirstSteps(
  ctx: ServiceContext & { actor: TeamUserActor },
  { environments, people }: FirstStepsInput,
) {
  const { permissions, team } = ctx.actor;
  const { hasUsedKey, hasProductionKey, firstKeyAt } = await readFirstStepsFacts(ctx);
  const newestKey = hasUsedKey ? null : await readNewestKey(ctx, environments);
  return {
    canGenerate: permissions.has("keys:write"),
    canInvite: permissions.has("members:write"),
    hasKey: newestKey !== null,
    hasUsedKey,
    hasProductionKey,
    hasSecondMember: people.length > 1,
    newestKey,
    production: describeProduction(environments, team.role),
    isNew: firstKeyAt === null || ctx.now.getTime() - firstKeyAt.getTime() < newForMs,
  };
}
