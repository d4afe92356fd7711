import type { Transaction } from "#lib/platform/db/transaction.ts";

interface RetiredPermission {
  teamId: string;
  name: string;
  now: Date;
}

/**
 * Removes a retired permission from every key that lists it, so that a permission created later with the same name is on
 * none of them. Keys that inherit permissions hold it through their owner's role.
 */
export async function removeFromKeys(
  tx: Transaction,
  { teamId, name, now }: RetiredPermission,
): Promise<void> {
  // Later than each key's last change, so that a form opened before detects the change.
  await tx.$executeRaw`
    UPDATE api_keys
    SET permissions = array_remove(permissions, ${name}),
      updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND ${name} = ANY(permissions)`;
}

/** The same for apps. Their tokens have only scopes that their app still has. */
export async function removeFromApps(
  tx: Transaction,
  { teamId, name, now }: RetiredPermission,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE apps
    SET scopes = array_remove(scopes, ${name}),
      updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND ${name} = ANY(scopes)`;
}
