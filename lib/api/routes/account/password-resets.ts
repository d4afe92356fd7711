import type { BoundedKey } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  requestedPasswordResetSchema,
  requestPasswordResetSchema,
  resetPasswordResultSchema,
  resetPasswordSchema,
  resetTokenSchema,
} from "#lib/contract/people/passwords.ts";
import { requestPasswordReset } from "#lib/services/passwords/request-reset.ts";
import { resetPassword } from "#lib/services/passwords/reset.ts";

const sameForEveryone: BoundedKey = {
  effect: "unaffected",
  reason: "It is public. A key does not allow more than a request without a key.",
};

export const passwordResetRoutes = [
  defineRoute({
    method: "POST",
    path: "/password-resets",
    operationId: "requestPasswordReset",
    summary: "Send a link that sets a new password to the account with this email address",
    tag: "Account",
    access: "public",
    asksAgain: "never",
    boundedKey: sameForEveryone,
    body: requestPasswordResetSchema,
    success: {
      status: 202,
      description: "Whether or not there is an account. Without a mail server, nothing is sent.",
      schema: requestedPasswordResetSchema,
    },
    handle: (ctx, { body }) => requestPasswordReset(ctx, body),
  }),
  defineRoute({
    method: "POST",
    path: "/password-resets/{token}",
    operationId: "resetPassword",
    summary: "Set a new password with the token of a link, and end all sessions of the account",
    tag: "Account",
    access: "public",
    asksAgain: "never",
    boundedKey: sameForEveryone,
    params: resetTokenSchema,
    body: resetPasswordSchema,
    success: { status: 200, description: "The account", schema: resetPasswordResultSchema },
    handle: (ctx, { params, body }) => resetPassword(ctx, { ...params, ...body }),
  }),
];
