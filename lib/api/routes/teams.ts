import { type BoundedKey, managesTeam, refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createTeamSchema,
  teamPageSchema,
  teamSchema,
  transferTeamSchema,
  updateTeamSchema,
} from "#lib/contract/team/teams.ts";
import { createTeam } from "#lib/services/teams/create.ts";
import { deleteTeam } from "#lib/services/teams/delete.ts";
import { listTeams } from "#lib/services/teams/list.ts";
import { readTeam } from "#lib/services/teams/read.ts";
import { readTeamOf } from "#lib/services/teams/read-of.ts";
import { transferTeam } from "#lib/services/teams/transfer.ts";
import { updateTeam } from "#lib/services/teams/update.ts";
import { idParams } from "./params.ts";

const tag = "Teams";
const ownTeam: BoundedKey = {
  effect: "unaffected",
  reason: "A key reads only the name and maximum limits of its own team.",
};
const params = idParams("team");

export const teamRoutes = [
  defineRoute({
    method: "GET",
    path: "/teams",
    operationId: "listTeams",
    summary: "List the caller's teams; a key sees only its own team",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: ownTeam,
    success: { status: 200, description: "All teams of the caller", schema: teamPageSchema },
    handle: (ctx) => listTeams(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/teams",
    operationId: "createTeam",
    summary: "Create a team owned by the caller",
    tag,
    access: "actor",
    asksAgain: "never",
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
    summary: "Read a team",
    tag,
    access: "actor",
    asksAgain: "never",
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
    summary: "Update a team: its name and the maximum rate limits its developers can set on a key",
    tag,
    access: { anyOf: ["team:write"] },
    asksAgain: {
      for: "account",
      when: ({ body }) => body.twoFactorRequiredFrom !== undefined,
      condition: "if `twoFactorRequiredFrom` changes",
    },
    boundedKey: managesTeam,
    isUnderTeam: true,
    params,
    body: updateTeamSchema,
    success: { status: 200, description: "The updated team", schema: teamSchema },
    handle: (ctx, { body }) => updateTeam(ctx, body),
  }),
  defineRoute({
    method: "DELETE",
    path: "/teams/{id}",
    operationId: "deleteTeam",
    summary: "Delete a team; all its keys stop working immediately; only for its owners",
    tag,
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    isUnderTeam: true,
    params,
    success: { status: 200, description: "The deleted team", schema: teamSchema },
    handle: (ctx) => deleteTeam(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/teams/{id}/transfer",
    operationId: "transferTeam",
    summary: "Transfer a team to another member; the previous owner becomes an admin; only for its owners",
    tag,
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    isUnderTeam: true,
    params,
    body: transferTeamSchema,
    success: { status: 200, description: "The team, with the caller's new role", schema: teamSchema },
    handle: (ctx, { body }) => transferTeam(ctx, body),
    replay: (ctx) => readTeam(ctx),
  }),
];
