import { filteredByReach, managesPeople, refused } from "#lib/api/pipeline/bounded-key.ts";
import { type ApiContext, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { requireOrigin } from "#lib/api/pipeline/require-origin.ts";
import {
  acceptInvitationSchema,
  createInvitationSchema,
  invitationPageSchema,
  invitationSchema,
  invitationWithUrlSchema,
  listInvitationsQuery,
} from "#lib/contract/people/invitations.ts";
import { teamSchema } from "#lib/contract/team/teams.ts";
import { acceptInvitation } from "#lib/services/invitations/accept.ts";
import { createInvitation } from "#lib/services/invitations/create.ts";
import { listInvitations } from "#lib/services/invitations/list.ts";
import { readInvitation } from "#lib/services/invitations/read.ts";
import { resendInvitation } from "#lib/services/invitations/resend.ts";
import { withdrawInvitation } from "#lib/services/invitations/withdraw.ts";
import { idParams, invitationParams } from "./params.ts";

const tag = "Invitations";
const mayWrite = { anyOf: ["members:write"] };

/** The response to a repeated request contains the invitation but not its link, which is returned only once. */
async function replayInvitation(ctx: ApiContext, invitationId: string) {
  return { ...(await readInvitation(ctx, { invitationId })), url: null, isMailed: false };
}

export const invitationRoutes = [
  defineRoute({
    method: "GET",
    path: "/teams/{id}/invitations",
    operationId: "listInvitations",
    summary: "List a team's invitations, without their links",
    tag,
    access: { anyOf: ["members:read"] },
    asksAgain: "never",
    boundedKey: filteredByReach,
    isUnderTeam: true,
    params: idParams("team"),
    query: listInvitationsQuery,
    success: {
      status: 200,
      description: "A page of invitations, newest first",
      schema: invitationPageSchema,
    },
    handle: (ctx, { query }) => listInvitations(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/teams/{id}/invitations",
    operationId: "createInvitation",
    summary: "Invite a person by email address",
    tag,
    access: mayWrite,
    asksAgain: "account",
    boundedKey: managesPeople,
    isUnderTeam: true,
    params: idParams("team"),
    body: createInvitationSchema,
    success: {
      status: 201,
      description: "The invitation with its link, which is returned only once",
      schema: invitationWithUrlSchema,
    },
    handle: (ctx, { body }) => createInvitation(ctx, { ...body, origin: requireOrigin(ctx) }),
    replay: replayInvitation,
  }),
  defineRoute({
    method: "POST",
    path: "/teams/{id}/invitations/{invitationId}/resend",
    operationId: "resendInvitation",
    summary: "Resend an invitation with a new link; the previous link stops working",
    tag,
    access: mayWrite,
    asksAgain: "account",
    boundedKey: managesPeople,
    isUnderTeam: true,
    params: invitationParams,
    success: {
      status: 200,
      description: "The invitation with its new link, which is returned only once",
      schema: invitationWithUrlSchema,
    },
    handle: (ctx, { params: { invitationId } }) =>
      resendInvitation(ctx, { invitationId, origin: requireOrigin(ctx) }),
    replay: replayInvitation,
  }),
  defineRoute({
    method: "DELETE",
    path: "/teams/{id}/invitations/{invitationId}",
    operationId: "withdrawInvitation",
    summary: "Withdraw a pending invitation",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesPeople,
    isUnderTeam: true,
    params: invitationParams,
    success: { status: 200, description: "The withdrawn invitation", schema: invitationSchema },
    handle: (ctx, { params: { invitationId } }) => withdrawInvitation(ctx, { invitationId }),
  }),
  defineRoute({
    method: "POST",
    path: "/invitations/accept",
    operationId: "acceptInvitation",
    summary: "Accept an invitation that was sent to your email address",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: acceptInvitationSchema,
    success: { status: 200, description: "The team", schema: teamSchema },
    handle: (ctx, { body }) => acceptInvitation(ctx, body),
  }),
];
