import type { MeDto, UpdateMeInput } from "#lib/contract/people/me.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockActivePerson } from "#lib/services/users/ownership/lock-user.ts";
import { readMe } from "./read.ts";

/** PATCH /me: changes the caller's own name. */
export async function updateMe(ctx: ServiceContext, { name }: UpdateMeInput): Promise<MeDto> {
  const actor = authorizePerson(ctx);
  await withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockActivePerson(tx, actor.userId);
    if (user.name === name) return;
    await tx.user.update({ where: { id: user.id }, data: { name } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "user.update",
      target: { type: "user", id: user.id },
      changes: {},
      personal: { name, nameBefore: user.name },
    });
  });
  return readMe({ ...ctx, actor: { ...actor, name } });
}
