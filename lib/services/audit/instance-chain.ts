import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import { createUnauthorized, ServiceError } from "#lib/domain/common/errors.ts";
import { isConsoleClosedWithoutTwoFactor, type TwoFactorRule } from "#lib/domain/two-factor/requirement.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { authorizeInstanceOwner, type Scope } from "#lib/services/authorize.ts";
import { personBounds } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** The chain of events that belong to no team: accounts, sign-ins, and what administrators of the console do. */
export const instanceChain = "instance";

/**
 * The scope in which an administrator of the console reads the console's own chain. No team has this ID, so nothing that
 * belongs to a team is in it. Throws `forbidden`.
 */
export function authorizeInstanceAudit(ctx: Pick<ServiceContext, "actor">): Scope {
  const actor = authorizeInstanceOwner(ctx);
  return { actor, teamId: instanceChain, role: "viewer", bounds: personBounds, askedBounds: new Set() };
}

/**
 * For a file that takes long to send: throws if the reader is signed out, suspended, no longer an administrator, or without
 * a second factor that administrators need.
 */
export async function assertStillAdministers(
  prisma: Pick<Database["prisma"], "session" | "totpFactor" | "passkey">,
  { actor }: Scope,
  rule: TwoFactorRule,
): Promise<void> {
  if (actor.type !== "user") throw new ServiceError("forbidden");
  const session = await prisma.session.findFirst({
    where: { id: actor.sessionId, endedAt: null, user: { status: "active" } },
    select: { user: { select: { isInstanceOwner: true } } },
  });
  if (session === null) throw createUnauthorized(true);
  if (!session.user.isInstanceOwner) throw new ServiceError("forbidden");
  if (isConsoleClosedWithoutTwoFactor(rule) && !(await hasSecondFactor(prisma, actor.userId))) {
    throw new ServiceError("forbidden");
  }
}
