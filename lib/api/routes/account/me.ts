import { z } from "zod";
import { answerWithSession } from "#lib/api/pipeline/answer-with-session.ts";
import { refused } from "#lib/api/pipeline/bounded-key.ts";
import {
  AnswerWithCookie,
  defineHeavyRoute,
  defineRoute,
  TextStream,
} from "#lib/api/pipeline/define-route.ts";
import { requireOrigin } from "#lib/api/pipeline/require-origin.ts";
import { idParams } from "#lib/api/routes/params.ts";
import { createEndedCookieLine } from "#lib/auth/session/session-token.ts";
import {
  accountDeletionSchema,
  deleteAccountSchema,
  deletedAccountSchema,
} from "#lib/contract/people/account-deletion.ts";
import { confirmEmailSchema, emailVerificationSchema } from "#lib/contract/people/email-verification.ts";
import { meSchema, personSchema, updateMeSchema } from "#lib/contract/people/me.ts";
import { changedPasswordSchema, changePasswordSchema } from "#lib/contract/people/passwords.ts";
import { personalDataSchema } from "#lib/contract/people/personal-data.ts";
import { endedSessionsSchema, sessionSchema } from "#lib/contract/people/sessions.ts";
import { deleteAccount } from "#lib/services/account-deletion/delete.ts";
import { readAccountDeletion } from "#lib/services/account-deletion/read.ts";
import { confirmEmail } from "#lib/services/me/confirm-email.ts";
import { readMe } from "#lib/services/me/read.ts";
import { requestEmailVerification } from "#lib/services/me/request-email-verification.ts";
import { updateMe } from "#lib/services/me/update.ts";
import { changePassword } from "#lib/services/passwords/change.ts";
import { exportOwnData } from "#lib/services/personal-data/export-own.ts";
import { endSession } from "#lib/services/sessions/end.ts";
import { endOtherSessions } from "#lib/services/sessions/end-others.ts";
import { listSessions } from "#lib/services/sessions/list.ts";

export const meRoutes = [
  defineRoute({
    method: "GET",
    path: "/me",
    operationId: "readMe",
    summary: "Read the calling key or person: team, role, environment, permissions and rate limits",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: { effect: "unaffected", reason: "A key reads only its own data and the name of its team." },
    success: { status: 200, description: "The calling key, app or person", schema: meSchema },
    handle: (ctx) => readMe(ctx),
  }),
  defineRoute({
    method: "PATCH",
    path: "/me",
    operationId: "updateMe",
    summary: "Change your own name",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: updateMeSchema,
    success: { status: 200, description: "The calling person", schema: personSchema },
    handle: (ctx, { body }) => updateMe(ctx, body),
  }),
  defineRoute({
    method: "GET",
    path: "/me/deletion",
    operationId: "readAccountDeletion",
    summary: "Read what deleting your account would do to your teams and keys",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 200,
      description: "Your teams with your keys, and why you can't delete your account, if so",
      schema: accountDeletionSchema,
    },
    handle: (ctx) => readAccountDeletion(ctx),
  }),
  defineHeavyRoute({
    method: "GET",
    path: "/me/export",
    operationId: "exportMe",
    summary: "Export what the console stores about you, as one JSON file",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    heavy: { weight: 20, oneAtATime: "team" },
    success: { status: 200, description: "The file", schema: personalDataSchema },
    handle: async (ctx) => {
      const fileName = `your-data-${ctx.now.toISOString().slice(0, 10)}.json`;
      return new TextStream("application/json; charset=utf-8", fileName, exportOwnData(ctx));
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/me",
    operationId: "deleteAccount",
    summary: "Delete your account. This can't be undone",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    body: deleteAccountSchema,
    success: {
      status: 200,
      description: "The account was deleted, and every session has ended",
      schema: deletedAccountSchema,
    },
    handle: async (ctx, { body }) => {
      const isSecure = requireOrigin(ctx).startsWith("https:");
      return new AnswerWithCookie(await deleteAccount(ctx, body), createEndedCookieLine(isSecure));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/me/password",
    operationId: "changePassword",
    summary: "Change your password",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: changePasswordSchema,
    success: {
      status: 200,
      description: "How many other sessions were ended. The cookie of this session is replaced.",
      schema: changedPasswordSchema,
    },
    handle: (ctx, { body }) => answerWithSession(ctx, () => changePassword(ctx, body)),
  }),
  defineRoute({
    method: "GET",
    path: "/me/sessions",
    operationId: "listSessions",
    summary: "List your active sessions",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 200,
      description: "The sessions, most recently used first",
      schema: z.object({
        data: z.array(sessionSchema).describe("Your active sessions."),
        nextCursor: z.null().describe("Always null: all sessions are on one page."),
      }),
    },
    handle: async (ctx) => ({ data: await listSessions(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/sessions",
    operationId: "endOtherSessions",
    summary: "End all your sessions except the one that sends the request",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: { status: 200, description: "How many sessions were ended", schema: endedSessionsSchema },
    handle: (ctx) => endOtherSessions(ctx),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/sessions/{id}",
    operationId: "endSession",
    summary: "End one of your sessions",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    params: idParams("session"),
    success: { status: 200, description: "The ended session", schema: sessionSchema },
    handle: (ctx, { params }) => endSession(ctx, params),
  }),
  defineRoute({
    method: "POST",
    path: "/me/email-verification",
    operationId: "requestEmailVerification",
    summary: "Send yourself a link that verifies your email address",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 200,
      description: "Whether the email address is verified, and whether an email was sent",
      schema: emailVerificationSchema,
    },
    handle: (ctx) => requestEmailVerification(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/me/email-verification/confirm",
    operationId: "confirmEmail",
    summary: "Verify your email address with the token that was sent to it",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: confirmEmailSchema,
    success: { status: 200, description: "The verified email address", schema: emailVerificationSchema },
    handle: (ctx, { body }) => confirmEmail(ctx, body),
  }),
];
