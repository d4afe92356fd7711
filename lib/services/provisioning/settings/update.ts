import type { ProvisioningDto, UpdateProvisioningInput } from "#lib/contract/instance/provisioning.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readKeysAtOffboarding, settingsId } from "./keys-at-offboarding.ts";
import { lockProvenOwner } from "./lock-proven-owner.ts";
import { readProvisioning } from "./read.ts";

/** PATCH /instance/provisioning: what happens to the keys of people whom the directory deactivates. */
export async function updateProvisioning(
  ctx: ServiceContext,
  { keysAtOffboarding }: UpdateProvisioningInput,
): Promise<ProvisioningDto> {
  authorizeInstanceOwner(ctx);
  await withTransaction(ctx.runtime.database, async (tx) => {
    await lockProvenOwner(tx, ctx);
    const from = await readKeysAtOffboarding(tx);
    if (from === keysAtOffboarding) return;
    const data = { keysAtOffboarding, updatedAt: ctx.now };
    await tx.provisioningSettings.upsert({
      where: { id: settingsId },
      create: { id: settingsId, ...data },
      update: data,
    });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "provisioning.update",
      target: { type: "console", id: "console" },
      changes: { keysAtOffboarding: { from, to: keysAtOffboarding } },
    });
  });
  return readProvisioning(ctx);
}
