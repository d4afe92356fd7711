import { hourMs, minuteMs } from "#lib/domain/common/durations.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockLivePerson } from "./lock-live-person.ts";

/** What a person does after confirming that it is them. Each has a maximum age of that proof. */
export type ProofKind = "account" | "keys";

type Ages = Pick<Config, "reauthentication">;

function getMaxAgeMs({ reauthentication }: Ages, kind: ProofKind): number {
  return kind === "account"
    ? reauthentication.accountMinutes * minuteMs
    : reauthentication.keysHours * hourMs;
}

/** Throws `reauthentication_required` if the person last proved who they are too long ago. */
export function assertRecentProof(config: Ages, kind: ProofKind, authenticatedAt: Date, now: Date): void {
  if (now.getTime() - authenticatedAt.getTime() <= getMaxAgeMs(config, kind)) return;
  throw new ServiceError("reauthentication_required");
}

/**
 * Locks the calling person's row for a change to their account. Throws `unauthorized` if their session has ended since the
 * request was checked, and `reauthentication_required` if its proof no longer counts, because the password was replaced.
 *
 * `setupLifeMs` is for the last request of a setup whose first one asked: how long the person has for it.
 */
export async function lockProvenPerson(tx: Transaction, ctx: ServiceContext, setupLifeMs = 0): Promise<User> {
  const { userId, sessionId } = authorizePerson(ctx);
  const user = await lockLivePerson(tx, { userId, sessionId }, ctx.now);
  const { authenticatedAt } = await tx.session.findUniqueOrThrow({
    where: { id: sessionId },
    select: { authenticatedAt: true },
  });
  const startedAt = new Date(ctx.now.getTime() - setupLifeMs);
  assertRecentProof(ctx.runtime.config, "account", authenticatedAt, startedAt);
  return user;
}
