import {
  createTeamSchema,
  teamPageSchema,
  teamSchema,
  transferTeamSchema,
  updateTeamSchema,
} from "#lib/schemas/teams.ts";
import { createTeam } from "#lib/services/teams/create.ts";
import { deleteTeam } from "#lib/services/teams/delete.ts";
import { listTeams } from "#lib/services/teams/list.ts";
import { readTeam } from "#lib/services/teams/read.ts";
import { readTeamOf } from "#lib/services/teams/read-of.ts";
import { transferTeam } from "#lib/services/teams/transfer.ts";
import { updateTeam } from "#lib/services/teams/update.ts";
import { type BoundedKey, managesTeam, refused } from "../bounded-key.ts";
import { defineRoute } from "../define-route.ts";
import { idParams } from "./params.ts";

const tag = "Teams";
const ownTeam: BoundedKey = {
  effect: "unaffected",
  reason: "A key reads the name and ceilings of its own team.",
};
const params = idParams("team");

export const teamRoutes = [
  defineRoute({
    method: "GET",
    path: "/teams",
    operationId: "listTeams",
    summary: "The teams the caller is in; for a key its own",
    tag,
    access: "actor",
    boundedKey: ownTeam,
    success: { status: 200, description: "All of them", schema: teamPageSchema },
    handle: (ctx) => listTeams(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/teams",
    operationId: "createTeam",
    summary: "Create a team, which the caller owns; people only",
    tag,
    access: "actor",
    boundedKey: refused,
    body: createTeamSchema,
    success: { status: 201, description: "The team", schema: teamSchema },
    handle: (ctx, { body }) => createTeam(ctx, body),
    replay: (ctx, id) => readTeamOf(ctx, id),
  }),
  defineRoute({
    method: "GET",
    path: "/teams/{id}",
    operationId: "readTeam",
    summary: "One team",
    tag,
    access: "actor",
    boundedKey: ownTeam,
    isUnderTeam: true,
    params,
    success: { status: 200, description: "The team", schema: teamSchema },
    handle: (ctx) => readTeam(ctx),
  }),
  defineRoute({
    method: "PATCH",
    path: "/teams/{id}",
    operationId: "updateTeam",
    summary: "Change a team's name and the highest limits its developers may give a key",
    tag,
    access: { anyOf: ["team:write"] },
    boundedKey: managesTeam,
    isUnderTeam: true,
    params,
    body: updateTeamSchema,
    success: { status: 200, description: "The team as it is now", schema: teamSchema },
    handle: (ctx, { body }) => updateTeam(ctx, body),
  }),
  defineRoute({
    method: "DELETE",
    path: "/teams/{id}",
    operationId: "deleteTeam",
    summary: "Delete a team and refuse all its keys at once; its owners only, in person",
    tag,
    access: "actor",
    boundedKey: refused,
    isUnderTeam: true,
    params,
    success: { status: 200, description: "The team that was deleted", schema: teamSchema },
    handle: (ctx) => deleteTeam(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/teams/{id}/transfer",
    operationId: "transferTeam",
    summary: "Make another member the owner, and oneself an admin; owners only, in person",
    tag,
    access: "actor",
    boundedKey: refused,
    isUnderTeam: true,
    params,
    body: transferTeamSchema,
    success: { status: 200, description: "The team as the caller sees it now", schema: teamSchema },
    handle: (ctx, { body }) => transferTeam(ctx, body),
    replay: (ctx) => readTeam(ctx),
  }),
];
