import { ServiceError } from "#lib/domain/common/errors.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { lockTeam } from "#lib/services/teams/lock-team.ts";

/** Locks the team and checks the caller's role again. Throws `forbidden` for someone who is no longer an admin or owner. */
export async function lockTeamAsAdmin(tx: Transaction, scope: Scope): Promise<void> {
  const { role } = await lockTeam(tx, scope);
  if (!isAtLeast(role, "admin")) throw new ServiceError("forbidden");
}
