import { z } from "zod";
import { meSchema } from "#lib/schemas/me.ts";
import { sessionSchema } from "#lib/schemas/sessions.ts";
import { readMe } from "#lib/services/me/read.ts";
import { endSession } from "#lib/services/sessions/end.ts";
import { listSessions } from "#lib/services/sessions/list.ts";
import { refused } from "../bounded-key.ts";
import { defineRoute } from "../define-route.ts";
import { idParams } from "./params.ts";

export const meRoutes = [
  defineRoute({
    method: "GET",
    path: "/me",
    operationId: "readMe",
    summary: "The calling key or person: team, role, environment, permissions and limits",
    tag: "Account",
    access: "actor",
    boundedKey: { effect: "unaffected", reason: "A key reads about itself and the name of its team." },
    success: { status: 200, description: "Who is calling", schema: meSchema },
    handle: (ctx) => readMe(ctx),
  }),
  defineRoute({
    method: "GET",
    path: "/me/sessions",
    operationId: "listSessions",
    summary: "One's own live sessions",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    success: {
      status: 200,
      description: "The sessions, the one used last first",
      schema: z.object({ data: z.array(sessionSchema), nextCursor: z.null() }),
    },
    handle: async (ctx) => ({ data: await listSessions(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/sessions/{id}",
    operationId: "endSession",
    summary: "End one of one's own sessions",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    params: idParams("session"),
    success: { status: 200, description: "The session that ended", schema: sessionSchema },
    handle: (ctx, { params }) => endSession(ctx, params),
  }),
];
