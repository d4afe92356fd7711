import type { UserActor } from "#lib/domain/actor.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type RenewedSession, renewSession } from "#lib/services/sessions/renew.ts";

/** How a person proved who they are: their password, a kind of code, or the ID of a provider. */
type ProofMethod = string;

/**
 * The end of every proof: replaces the caller's session, so that a copy of its cookie gains nothing from the proof and stops
 * working (OWASP ASVS 5.0, 7.2.4). The person's row must be locked.
 */
export async function renewProvenSession(
  tx: Transaction,
  ctx: ServiceContext,
  actor: UserActor,
  method: ProofMethod,
): Promise<RenewedSession> {
  const session = await renewSession(tx, actor, ctx.now);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "session.reauthenticate",
    target: { type: "session", id: session.id },
    changes: { method },
  });
  return session;
}
