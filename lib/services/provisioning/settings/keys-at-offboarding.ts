import type { KeysAtOffboarding } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** The only row of the settings. */
export const settingsId = "instance";

/** What happens to a person's keys when the directory deactivates them. */
export async function readKeysAtOffboarding(
  tx: Pick<Transaction, "provisioningSettings">,
): Promise<KeysAtOffboarding> {
  const settings = await tx.provisioningSettings.findUnique({ where: { id: settingsId } });
  return settings?.keysAtOffboarding ?? "revoke";
}
