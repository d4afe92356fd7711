import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { lockOwnedKeys } from "./owned-keys.ts";
import type { KeysResult } from "./revoke-or-reassign-keys.ts";

/**
 * Makes the team the owner of a person's live keys. Their permissions stay the same, because the team's key has the person's
 * role. Only a person can have the permission for every team, and only while they administer the console.
 */
export async function handOverKeys(
  tx: Transaction,
  { teamId, userId, role }: { teamId: string; userId: string; role: Role },
  now: Date,
): Promise<KeysResult> {
  const keyIds = await lockOwnedKeys(tx, { teamId, userId }, now);
  await tx.$executeRaw`
    UPDATE api_keys SET owner_type = 'team', owner_user_id = NULL, owner_role = ${role}::role,
      permissions = array_remove(permissions, ${platformVerifyPermission})
    WHERE id = ANY(${keyIds}::text[]) AND team_id = ${teamId} AND owner_user_id = ${userId}`;
  return { handedOverKeys: keyIds, to: teamId };
}
