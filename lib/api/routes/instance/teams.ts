import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { heavySearch } from "#lib/api/pipeline/heavy-request.ts";
import { idParams } from "#lib/api/routes/params.ts";
import {
  instanceTeamPageSchema,
  instanceTeamSchema,
  listInstanceTeamsQuery,
  updateInstanceTeamSchema,
} from "#lib/contract/instance/teams.ts";
import { listInstanceTeams } from "#lib/services/instance/teams/list.ts";
import { readInstanceTeam } from "#lib/services/instance/teams/read.ts";
import { updateInstanceTeam } from "#lib/services/instance/teams/update.ts";

const shared = { tag: "Administration", access: "instanceOwner", boundedKey: refused } as const;

export const instanceTeamRoutes = [
  defineHeavyRoute({
    ...shared,
    method: "GET",
    path: "/instance/teams",
    operationId: "listInstanceTeams",
    summary: "List or search every team of this console",
    asksAgain: "never",
    query: listInstanceTeamsQuery,
    heavy: heavySearch,
    success: { status: 200, description: "A page of teams, by name", schema: instanceTeamPageSchema },
    handle: (ctx, { query }) => listInstanceTeams(ctx, query),
  }),
  defineRoute({
    ...shared,
    method: "GET",
    path: "/instance/teams/{id}",
    operationId: "readInstanceTeam",
    summary: "Read any team: members, limits and how much it uses",
    asksAgain: "never",
    params: idParams("team"),
    success: { status: 200, description: "The team", schema: instanceTeamSchema },
    handle: (ctx, { params }) => readInstanceTeam(ctx, params),
  }),
  defineRoute({
    ...shared,
    method: "PATCH",
    path: "/instance/teams/{id}",
    operationId: "updateInstanceTeam",
    summary: "Suspend any team, or reinstate it",
    asksAgain: {
      for: "account",
      when: ({ body }) => body.status === "active",
      condition: "unless the team is suspended",
    },
    params: idParams("team"),
    body: updateInstanceTeamSchema,
    success: { status: 200, description: "The team", schema: instanceTeamSchema },
    handle: (ctx, { params, body }) => updateInstanceTeam(ctx, { ...body, ...params }),
  }),
];
