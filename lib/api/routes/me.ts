import { z } from "zod";
import { confirmEmailSchema, emailVerificationSchema } from "#lib/schemas/email-verification.ts";
import { meSchema } from "#lib/schemas/me.ts";
import { sessionSchema } from "#lib/schemas/sessions.ts";
import { confirmEmail } from "#lib/services/me/confirm-email.ts";
import { readMe } from "#lib/services/me/read.ts";
import { requestEmailVerification } from "#lib/services/me/request-email-verification.ts";
import { endSession } from "#lib/services/sessions/end.ts";
import { listSessions } from "#lib/services/sessions/list.ts";
import { refused } from "../bounded-key.ts";
import { defineRoute } from "../define-route.ts";
import { requireOrigin } from "../require-origin.ts";
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
  defineRoute({
    method: "POST",
    path: "/me/email-verification",
    operationId: "requestEmailVerification",
    summary: "Mail a link that verifies one's own address; people only",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    success: {
      status: 200,
      description: "Whether the address is verified, and whether a mail was sent",
      schema: emailVerificationSchema,
    },
    handle: (ctx) => requestEmailVerification(ctx, { origin: requireOrigin(ctx) }),
  }),
  defineRoute({
    method: "POST",
    path: "/me/email-verification/confirm",
    operationId: "confirmEmail",
    summary: "Verify one's own address with the token that was mailed to it; people only",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    body: confirmEmailSchema,
    success: { status: 200, description: "The verified address", schema: emailVerificationSchema },
    handle: (ctx, { body }) => confirmEmail(ctx, body),
  }),
];
