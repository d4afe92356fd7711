import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** How it was verified: by a provider, by the person with an emailed link, by the operator, or by an administrator. */
export type VerificationMethod = "provider" | "mail" | "command" | "administrator";

/** Records that the account's email address is verified. False if it already was. */
export async function markEmailVerified(
  tx: Transaction,
  ctx: ServiceContext,
  user: Pick<User, "id" | "email" | "emailVerifiedAt">,
  method: VerificationMethod,
): Promise<boolean> {
  if (user.emailVerifiedAt !== null) return false;
  await tx.user.update({ where: { id: user.id }, data: { emailVerifiedAt: ctx.now } });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.verify_email",
    target: { type: "user", id: user.id },
    changes: { method },
    personal: { email: user.email },
  });
  return true;
}
