import { invalidField } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { isKnownPermission } from "./plan-key.ts";

export type TeamRules = Awaited<ReturnType<typeof readTeamRules>>;

/** The names of the team's custom permissions and its maximum limits. */
export async function readTeamRules(tx: Transaction, scope: Scope) {
  const { permissions, ...ceilings } = await tx.team.findUniqueOrThrow({
    where: { id: scope.teamId },
    select: {
      rateLimitPerMinuteMax: true,
      rateLimitPer10SecondsMax: true,
      permissions: { where: { retiredAt: null }, select: { name: true } },
    },
  });
  return { ceilings, permissions: permissions.map(({ name }) => name) };
}

/** Throws `invalid_request` for an unknown permission, and for an expiry in the past. */
export function assertValid(
  input: { permissions?: "inherit" | readonly string[]; expiresAt?: Date | null },
  teamPermissions: readonly string[],
  now: Date,
): void {
  if (input.expiresAt != null && input.expiresAt <= now)
    throw invalidField("expiresAt", "Must be in the future");
  if (!Array.isArray(input.permissions)) return;
  for (const [index, permission] of input.permissions.entries()) {
    if (!isKnownPermission(permission, teamPermissions)) {
      throw invalidField(`permissions.${index}`, `The team has no permission named ${permission}`);
    }
  }
}
