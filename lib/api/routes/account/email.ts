import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  changeEmailSchema,
  confirmEmailChangeSchema,
  emailChangeSchema,
} from "#lib/contract/people/email-change.ts";
import { cancelEmailChange } from "#lib/services/email-change/cancel.ts";
import { confirmEmailChange } from "#lib/services/email-change/confirm.ts";
import { requestEmailChange } from "#lib/services/email-change/request.ts";

export const emailRoutes = [
  defineRoute({
    method: "POST",
    path: "/me/email",
    operationId: "changeEmail",
    summary: "Change your email address",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    body: changeEmailSchema,
    success: {
      status: 200,
      description: "The email address, and with a mail server the change that must be confirmed",
      schema: emailChangeSchema,
    },
    handle: (ctx, { body }) => requestEmailChange(ctx, body),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/email",
    operationId: "cancelEmailChange",
    summary: "Cancel the change of your email address",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: { status: 200, description: "The unchanged email address", schema: emailChangeSchema },
    handle: (ctx) => cancelEmailChange(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/me/email/confirm",
    operationId: "confirmEmailChange",
    summary:
      "Confirm the change of your email address with the token that was sent to the new or the old one",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: confirmEmailChangeSchema,
    success: {
      status: 200,
      description: "The email address, and whose confirmation is still missing",
      schema: emailChangeSchema,
    },
    handle: (ctx, { body }) => confirmEmailChange(ctx, body),
  }),
];
