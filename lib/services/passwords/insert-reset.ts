import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { passwordResetPurpose } from "./find-reset.ts";

interface NewReset {
  userId: string;
  /** The address the link is sent to. Null for the operator and administrators, who give the link to the person. */
  email: string | null;
  lifetimeMs: number;
}

/**
 * Creates the token of a link that sets a new password. Earlier links stay valid until one is used: anyone can request
 * another, and must not be able to end one that the person is about to open.
 */
export async function insertReset(
  tx: Transaction,
  ctx: ServiceContext,
  { userId, email, lifetimeMs }: NewReset,
): Promise<string> {
  const token = createOneTimeToken();
  await tx.oneTimeToken.create({
    data: {
      id: createId("oneTimeToken"),
      purpose: passwordResetPurpose,
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      userId,
      email,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + lifetimeMs),
    },
  });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.request_password_reset",
    target: { type: "user", id: userId },
    changes: { method: email !== null ? "mail" : ctx.actor.type === "user" ? "administrator" : "command" },
  });
  return token;
}
