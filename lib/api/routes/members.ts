import { filteredByReach, managesPeople } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  listMembersQuery,
  memberPageSchema,
  memberSchema,
  removeMemberSchema,
  updateMemberSchema,
} from "#lib/contract/people/members.ts";
import { listMembers } from "#lib/services/members/list.ts";
import { removeMember } from "#lib/services/members/remove.ts";
import { updateMember } from "#lib/services/members/update.ts";
import { idParams, memberParams } from "./params.ts";

const tag = "Members";

export const memberRoutes = [
  defineRoute({
    method: "GET",
    path: "/teams/{id}/members",
    operationId: "listMembers",
    summary:
      "List a team's members: role, last activity and number of current keys (neither expired nor deleted)",
    tag,
    access: { anyOf: ["members:read"] },
    asksAgain: "never",
    boundedKey: filteredByReach,
    isUnderTeam: true,
    params: idParams("team"),
    query: listMembersQuery,
    success: {
      status: 200,
      description: "A page of members, in the order they joined",
      schema: memberPageSchema,
    },
    handle: (ctx, { query }) => listMembers(ctx, query),
  }),
  defineRoute({
    method: "PATCH",
    path: "/teams/{id}/members/{memberId}",
    operationId: "updateMember",
    summary: "Change a member's role, or suspend or reinstate them",
    tag,
    access: { anyOf: ["members:write"] },
    asksAgain: {
      for: "account",
      when: ({ body }) => body.role !== undefined || body.status === "active",
      condition: "unless the member is only suspended",
    },
    boundedKey: managesPeople,
    isUnderTeam: true,
    params: memberParams,
    body: updateMemberSchema,
    success: { status: 200, description: "The updated member", schema: memberSchema },
    handle: (ctx, { params: { memberId }, body }) => updateMember(ctx, { ...body, memberId }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/teams/{id}/members/{memberId}",
    operationId: "removeMember",
    summary: "Remove a member; their keys are revoked or reassigned. Also to leave the team",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: managesPeople,
    isUnderTeam: true,
    params: memberParams,
    body: removeMemberSchema,
    isBodyOptional: true,
    success: { status: 200, description: "The removed member", schema: memberSchema },
    handle: (ctx, { params: { memberId }, body }) => removeMember(ctx, { ...body, memberId }),
  }),
];
