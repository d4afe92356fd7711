import { createEmailAddress } from "#lib/auth/credentials/email-address.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type {
  CreateInvitationInput,
  InvitationDto,
  InvitationWithUrlDto,
} from "#lib/contract/people/invitations.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { assertAllowedAddress } from "#lib/services/sign-in-policy/assert-allowed-address.ts";
import { assertRoom } from "#lib/services/teams/assert-room.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { assertMayInvite } from "./assert-may-invite.ts";
import { deliverInvitation } from "./deliver.ts";
import { invitationLifeMs, wherePending } from "./find-invitation.ts";
import { toInvitationDtos } from "./invitation-dto.ts";

async function assertNew(tx: Transaction, ctx: ServiceContext, teamId: string, email: string): Promise<void> {
  const member = await tx.member.findFirst({
    where: { teamId, status: { not: "removed" }, user: { email } },
    select: { id: true },
  });
  if (member !== null) {
    throw new ServiceError("conflict", {
      message: "A person with this email address is already in the team",
    });
  }
  const pending = await tx.invitation.findFirst({
    where: { teamId, email, ...wherePending(ctx.now) },
    select: { id: true },
  });
  if (pending !== null) {
    throw new ServiceError("conflict", {
      message: "This email address already has a pending invitation. Resend or withdraw it",
    });
  }
  await assertRoom(tx, ctx, teamId, "invitations");
}

async function insertInvitation(
  tx: Transaction,
  ctx: ServiceContext,
  scope: Scope,
  invited: { email: string; role: CreateInvitationInput["role"]; token: string },
): Promise<InvitationDto[]> {
  const { teamId } = scope;
  const { email, role, token } = invited;
  const actor = await lockTeamWith(tx, scope, "members:write");
  assertMayInvite(actor, role);
  await assertNew(tx, ctx, teamId, email);
  const invitation = await tx.invitation.create({
    data: {
      id: createId("invitation"),
      teamId,
      email,
      role,
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      invitedById: scope.actor.type === "user" ? scope.actor.userId : scope.actor.keyId,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + invitationLifeMs),
    },
  });
  await emitAudit(tx, ctx, {
    teamId,
    action: "invitation.create",
    target: { type: "invitation", id: invitation.id },
    changes: { role, expiresAt: invitation.expiresAt.toISOString() },
    personal: { email },
  });
  return toInvitationDtos(tx, scope, [invitation], ctx.now);
}

/**
 * POST /teams/{id}/invitations: creates a link for one person, valid once and for 7 days. Throws `forbidden` for a role
 * above the actor's own, `conflict` for a person who is already in the team or invited.
 */
export async function createInvitation(
  ctx: ServiceContext,
  input: CreateInvitationInput & { origin: string },
): Promise<InvitationWithUrlDto> {
  const scope = authorizeTeamManagement(ctx, "members:write");
  const email = createEmailAddress(input.email);
  if (email === null) throw invalidField("email", "Enter an email address, such as ada@example.com");
  assertAllowedAddress(ctx, email);
  const token = createOneTimeToken();
  return withClaim(ctx, async (tx) => {
    const [created] = await insertInvitation(tx, ctx, scope, { email, role: input.role, token });
    if (created === undefined) throw new Error("an invitation was not described");
    return deliverInvitation(tx, ctx, created, { origin: input.origin, token });
  });
}
