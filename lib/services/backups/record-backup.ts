import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { instanceChain } from "#lib/services/audit/instance-chain.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Writes into the console's own audit log that the operator took a copy of everything, put one in its place, or moved it. */
export async function recordBackup(
  runtime: ServiceContext["runtime"],
  action: "backup.create" | "backup.restore" | "backup.move",
  now: Date,
): Promise<void> {
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  await withTransaction(runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action,
      target: { type: "console", id: instanceChain },
      changes: {},
    }),
  );
}
