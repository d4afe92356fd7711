import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { reconcileInstanceOwnership } from "./instance-ownership.ts";
import { lockUser } from "./lock-user.ts";

/**
 * Runs at each start, so that owners by the list who are no longer entitled lose it before their next sign-in. Also
 * handles owners from before a source was recorded.
 */
export async function reconcileInstanceOwners(runtime: ServiceContext["runtime"], now: Date): Promise<void> {
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "start" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  const where = {
    isInstanceOwner: true,
    OR: [{ instanceOwnerSource: null }, { instanceOwnerSource: "listed" as const }],
  };
  const owners = await runtime.database.prisma.user.findMany({
    where,
    select: { id: true },
    orderBy: { id: "desc" },
  });
  for (const { id } of owners) {
    await withTransaction(runtime.database, async (tx) => {
      const owner = await lockUser(tx, id);
      if (owner !== null) await reconcileInstanceOwnership(tx, ctx, owner);
    });
  }
}
