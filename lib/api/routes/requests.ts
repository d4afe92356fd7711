import { filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { heavySearch } from "#lib/api/pipeline/heavy-request.ts";
import {
  explainedRequestSchema,
  heavyRequestFilters,
  listRequestsQuery,
  requestPageSchema,
} from "#lib/contract/keys/requests.ts";
import { listRequests } from "#lib/services/requests/list.ts";
import { explainRequest } from "#lib/services/requests/read.ts";
import { idParams } from "./params.ts";

const tag = "Requests";
const mayRead = { anyOf: ["keys:read"] };

export const requestRoutes = [
  defineHeavyRoute({
    method: "GET",
    path: "/requests",
    operationId: "listRequests",
    summary: "List the last verifications of the team's keys, newest first",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    heavy: {
      ...heavySearch,
      when: "query",
      orWith: Object.fromEntries(heavyRequestFilters.map((name) => [name, "any" as const])),
    },
    query: listRequestsQuery,
    success: { status: 200, description: "A page of requests", schema: requestPageSchema },
    handle: (ctx, { query }) => listRequests(ctx, query),
  }),
  defineRoute({
    method: "GET",
    path: "/requests/{id}",
    operationId: "readRequest",
    summary: "Explain a verification: each check with its verdict, and what to change",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: idParams("request"),
    success: { status: 200, description: "The request and its explanation", schema: explainedRequestSchema },
    handle: (ctx, { params }) => explainRequest(ctx, params),
  }),
];
