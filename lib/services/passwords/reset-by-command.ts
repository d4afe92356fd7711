import { dayMs } from "#lib/domain/common/durations.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertPasswordsAllowed } from "#lib/services/sign-in-policy/assert-passwords-allowed.ts";
import { removeAllFactors } from "#lib/services/two-factor/remove-all-factors.ts";
import { changeByCommand } from "#lib/services/users/email/change-by-command.ts";
import { insertReset } from "./insert-reset.ts";

/** Longer than by email, because the operator hands it over. */
const linkLifetimeMs = dayMs;

/**
 * Creates the token of a link that the operator or an administrator gives to the person. Null for a suspended account. The
 * person's row must be locked.
 */
export async function createHandedOverReset(
  tx: Transaction,
  ctx: ServiceContext,
  { id: userId, status, isInstanceOwner }: Pick<User, "id" | "status" | "isInstanceOwner">,
): Promise<{ token: string; expiresAt: Date } | null> {
  if (status !== "active") return null;
  assertPasswordsAllowed(ctx, { isInstanceOwner });
  const token = await insertReset(tx, ctx, { userId, email: null, lifetimeMs: linkLifetimeMs });
  return { token, expiresAt: new Date(ctx.now.getTime() + linkLifetimeMs) };
}

export type ResetByCommand =
  | { outcome: "created"; token: string }
  | { outcome: "suspended" }
  | { outcome: "no_account" };

/**
 * Creates the token of a link with which the person sets a new password, on behalf of the operator, and turns two-factor
 * authentication off if asked to: all or nothing, for a person who has lost everything.
 */
export async function resetPasswordByCommand(
  runtime: ServiceContext["runtime"],
  { email, resetsTwoFactor, now }: { email: string; resetsTwoFactor: boolean; now: Date },
): Promise<ResetByCommand> {
  const result = await changeByCommand(
    runtime,
    { email, now },
    async (tx, ctx, user): Promise<ResetByCommand> => {
      const link = await createHandedOverReset(tx, ctx, user);
      if (link === null) return { outcome: "suspended" };
      if (resetsTwoFactor) await removeAllFactors(tx, ctx, user);
      return { outcome: "created", token: link.token };
    },
  );
  return result ?? { outcome: "no_account" };
}
