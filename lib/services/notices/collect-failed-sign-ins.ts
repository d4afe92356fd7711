import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { notifyFailedSignIns } from "./notify.ts";

type SignInContext = Omit<ServiceContext, "actor">;

/**
 * Later than any response, whose time would otherwise reveal whether there is an account. Many failures in a row cost one
 * statement.
 */
const delayMs = 5_000;

const pending = new Map<string, { signIn: SignInContext; count: number }>();
let timer: NodeJS.Timeout | undefined;

/** Writes what was collected. Failures that an ending process still holds are only in the log. */
export async function flushFailedSignIns(): Promise<void> {
  timer = undefined;
  const collected = [...pending];
  pending.clear();
  for (const [userId, { signIn, count }] of collected) {
    const { database } = signIn.runtime;
    await withTransaction(database, async (tx) => {
      const user = await tx.user.findUnique({ where: { id: userId } });
      if (user?.status === "active") await notifyFailedSignIns(tx, signIn, user, count);
    }).catch((error: unknown) =>
      signIn.runtime.logger.warn({ err: error }, "a failed sign-in was not added to the notices"),
    );
  }
}

/** Counts a failed sign-in to this account, for the notice that its owner gets. */
export function collectFailedSignIn(signIn: SignInContext, userId: string): void {
  const known = pending.get(userId);
  pending.set(userId, { signIn, count: (known?.count ?? 0) + 1 });
  if (timer !== undefined) return;
  timer = setTimeout(() => void flushFailedSignIns(), delayMs);
  timer.unref();
}
