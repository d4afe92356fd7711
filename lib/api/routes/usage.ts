import { filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute } from "#lib/api/pipeline/define-route.ts";
import type { HeavyCall } from "#lib/api/pipeline/heavy-request.ts";
import {
  teamUsageQuery,
  teamUsageSchema,
  usageSeriesQuery,
  usageSeriesSchema,
} from "#lib/contract/keys/usage.ts";
import { readTeamUsage } from "#lib/services/usage/read-groups.ts";
import { readTeamUsageSeries } from "#lib/services/usage/read-series.ts";

const tag = "Keys";
const mayRead = { anyOf: ["keys:read"] };
const heavy: HeavyCall = { weight: 5, oneAtATime: "team" };

export const usageRoutes = [
  defineHeavyRoute({
    method: "GET",
    path: "/usage",
    operationId: "readTeamUsage",
    summary: "Read how often the team's keys were used: the most used keys, results or environments",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    heavy,
    query: teamUsageQuery,
    success: { status: 200, description: "The number of requests in each group", schema: teamUsageSchema },
    handle: (ctx, { query }) => readTeamUsage(ctx, query),
  }),
  defineHeavyRoute({
    method: "GET",
    path: "/usage/series",
    operationId: "readTeamUsageSeries",
    summary: "Read the requests of all of the team's keys over time, by outcome",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    heavy,
    query: usageSeriesQuery,
    success: { status: 200, description: "The requests of each hour or day", schema: usageSeriesSchema },
    handle: (ctx, { query }) => readTeamUsageSeries(ctx, query),
  }),
];
