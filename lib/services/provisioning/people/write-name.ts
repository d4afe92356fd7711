import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Gives a locked person the directory's name. */
export async function writeName(
  tx: Transaction,
  ctx: ServiceContext,
  user: Pick<User, "id" | "name">,
  name: string,
): Promise<void> {
  if (user.name === name) return;
  await tx.user.update({ where: { id: user.id }, data: { name } });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.update",
    target: { type: "user", id: user.id },
    changes: {},
    personal: { name, nameBefore: user.name },
  });
}
