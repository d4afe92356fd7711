import type { Transaction } from "#lib/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import type { PlannedKey } from "./assert-grant.ts";
import type { KeyRow } from "./key-dto.ts";

/** The key as it stands, for judging whether the scope may bring it back, renew or change it. */
export async function planKeyAsItIs(tx: Transaction, scope: Scope, key: KeyRow): Promise<PlannedKey> {
  const environment = await tx.environment.findFirstOrThrow({
    where: { id: key.environmentId, teamId: scope.teamId },
  });
  const role = key.ownerType === "team" ? key.ownerRole : key.ownerUser?.members[0]?.role;
  return {
    ownerRole: role ?? "viewer",
    inheritsPermissions: key.inheritsPermissions,
    permissions: key.permissions,
    environment,
    resources: key.resources.map(({ resource }) => resource),
    expiresAt: key.expiresAt,
    allowedIps: key.allowedIps,
  };
}
