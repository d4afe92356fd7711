import { beyondBound, notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { mayWriteEveryonesKeys, type Scope } from "#lib/services/authorize.ts";
import { assertKeyVisible } from "#lib/services/bounds.ts";
import { includeForDto, type KeyRow } from "./plan/key-dto.ts";

/** Reads a key of the team. Throws `not_found`, and `forbidden` for one outside the caller's bounds. */
export async function findKey(tx: Pick<Transaction, "apiKey">, scope: Scope, keyId: string): Promise<KeyRow> {
  const { teamId } = scope;
  const key = await tx.apiKey.findFirst({ where: { id: keyId, teamId }, include: includeForDto(teamId) });
  if (key === null) throw notFound();
  assertKeyVisible(scope, key);
  return key;
}

/**
 * Reads the key and locks it until the transaction ends, so that changes to one key are serialized. Throws what findKey
 * throws, and `forbidden` for a key the scope can see but not change.
 */
export async function lockKey(tx: Transaction, scope: Scope, keyId: string): Promise<KeyRow> {
  await tx.$executeRaw`SELECT 1 FROM api_keys WHERE id = ${keyId} AND team_id = ${scope.teamId} FOR UPDATE`;
  const key = await findKey(tx, scope, keyId);
  assertMayWrite(scope, key);
  return key;
}

/** Developers, and all keys, can change only their own owner's keys. */
function assertMayWrite(scope: Scope, key: KeyRow): void {
  if (mayWriteEveryonesKeys(scope)) return;
  const { actor } = scope;
  const owner = actor.type === "user" ? { type: "user", id: actor.userId } : actor.owner;
  const keyOwnerId = key.ownerUserId ?? key.teamId;
  if (owner.type !== key.ownerType || owner.id !== keyOwnerId) throw beyondBound("owner");
}
