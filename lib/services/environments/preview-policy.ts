import type { PolicyPreviewDto, PreviewPolicyInput } from "#lib/contract/team/environments.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { findPolicyViolations } from "#lib/domain/rbac/environment-policy.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import { assertEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";

const shownKeys = 100;
/** More keys than an environment has, and few enough to read at once. */
const maxKeys = 10_000;

function readKeys(ctx: ServiceContext, teamId: string, environmentId: string) {
  return ctx.runtime.database.prisma.apiKey.findMany({
    where: {
      teamId,
      environmentId,
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }],
    },
    orderBy: { id: "asc" },
    take: maxKeys,
    select: {
      id: true,
      name: true,
      expiresAt: true,
      allowedIps: true,
      ownerRole: true,
      team: { select: { name: true } },
      ownerUser: {
        select: { name: true, members: { where: { teamId }, select: { role: true } } },
      },
    },
  });
}

/**
 * POST /environments/{id}/policy-preview: lists the live keys that would break these rules if their owner rotated them
 * now with a grace period.
 * Omitted rules stay as they are. Changes nothing.
 */
export async function previewPolicy(
  ctx: ServiceContext,
  input: PreviewPolicyInput & { id: string },
): Promise<PolicyPreviewDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const { id, ...rules } = input;
  const environment = await ctx.runtime.database.prisma.environment.findFirst({
    where: { id, teamId, retiredAt: null },
  });
  if (environment === null) throw notFound();
  assertEnvironment(scope, id);
  const keys = await readKeys(ctx, teamId, id);
  const broken = keys.flatMap((key) => {
    const role = key.ownerRole ?? key.ownerUser?.members[0]?.role ?? "viewer";
    const violations = findPolicyViolations({ ...environment, ...rules }, key, role, ctx.now);
    if (violations.length === 0) return [];
    const owner = key.ownerUser?.name ?? key.team.name;
    return [{ id: key.id, name: key.name, owner, problems: violations.map(({ message }) => message) }];
  });
  return { liveKeys: keys.length, brokenKeys: broken.length, data: broken.slice(0, shownKeys) };
}
