import { minuteMs } from "#lib/domain/common/durations.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { assertCurrentPassword } from "./assert-current.ts";

/** People without a password prove who they are with a sign-in that is not older than this. */
const recentSignInMs = 15 * minuteMs;

/**
 * Checks that it is the person and not someone with their session: by their password, or by a recent sign-in if they have
 * none. Throws `invalid_request` for `currentPassword`, or `reauthentication_required`.
 */
export async function assertIsPerson(
  ctx: ServiceContext,
  user: Pick<User, "id" | "passwordHash">,
  currentPassword: string | undefined,
): Promise<void> {
  const { authenticatedAt } = authorizePerson(ctx);
  if (user.passwordHash !== null) {
    if (currentPassword === undefined) throw invalidField("currentPassword", "Enter your current password");
    return assertCurrentPassword(ctx, user, currentPassword);
  }
  if (ctx.now.getTime() - authenticatedAt.getTime() <= recentSignInMs) return;
  throw new ServiceError("reauthentication_required", {
    message: "Sign out and in again, then try once more",
  });
}

/**
 * Locks the row of a person who was checked with `assertIsPerson`. Throws `conflict` if their password was replaced in
 * the meantime, and `unauthorized` if their session ended.
 */
export async function lockCheckedPerson(
  tx: Transaction,
  ctx: ServiceContext,
  checked: Pick<User, "passwordHash">,
): Promise<User> {
  const user = await lockLivePerson(tx, authorizePerson(ctx), ctx.now);
  if (user.passwordHash !== checked.passwordHash) {
    throw new ServiceError("conflict", { message: "Your password was changed in the meantime" });
  }
  return user;
}
