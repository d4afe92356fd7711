import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createGroupSchema,
  groupListSchema,
  groupSchema,
  updateGroupSchema,
} from "#lib/contract/people/groups.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { createGroup } from "#lib/services/groups/create.ts";
import { listGroups, readGroup } from "#lib/services/groups/list.ts";
import { removeGroup } from "#lib/services/groups/remove.ts";
import { updateGroup } from "#lib/services/groups/update.ts";
import { groupParams, idParams } from "./params.ts";

const tag = "Groups";

export const groupRoutes = [
  defineRoute({
    method: "GET",
    path: "/teams/{id}/groups",
    operationId: "listGroups",
    summary: "List the groups of a sign-in provider or directory that give roles in a team",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    isUnderTeam: true,
    params: idParams("team"),
    success: { status: 200, description: "All groups of the team, by name", schema: groupListSchema },
    handle: async (ctx) => ({ data: await listGroups(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "POST",
    path: "/teams/{id}/groups",
    operationId: "createGroup",
    summary: "Give the people of a group a role in a team, from their next sign-in on",
    tag,
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    isUnderTeam: true,
    params: idParams("team"),
    body: createGroupSchema,
    success: { status: 201, description: "The new group", schema: groupSchema },
    handle: (ctx, { body }) => createGroup(ctx, body),
    replay: async (ctx, id) => {
      const group = await readGroup(ctx, { id });
      if (group === undefined) throw notFound();
      return group;
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "/teams/{id}/groups/{groupId}",
    operationId: "updateGroup",
    summary: "Change the role of a group, which from then on is bounded by the caller's role",
    tag,
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    isUnderTeam: true,
    params: groupParams,
    body: updateGroupSchema,
    success: { status: 200, description: "The updated group", schema: groupSchema },
    handle: (ctx, { params: { groupId }, body }) => updateGroup(ctx, { ...body, groupId }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/teams/{id}/groups/{groupId}",
    operationId: "removeGroup",
    summary: "Remove a group; the people it added lose their membership with their next sign-in",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    isUnderTeam: true,
    params: groupParams,
    success: { status: 200, description: "The removed group", schema: groupSchema },
    handle: (ctx, { params: { groupId } }) => removeGroup(ctx, { groupId }),
  }),
];
