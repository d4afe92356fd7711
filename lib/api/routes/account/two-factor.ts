import { answerWithSession } from "#lib/api/pipeline/answer-with-session.ts";
import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  confirmTotpSchema,
  pendingTotpSchema,
  recoveryCodesSchema,
  twoFactorSchema,
} from "#lib/contract/people/two-factor.ts";
import { confirmTotp } from "#lib/services/two-factor/confirm-totp.ts";
import { createRecoveryCodes } from "#lib/services/two-factor/create-recovery-codes.ts";
import { readTwoFactor } from "#lib/services/two-factor/read.ts";
import { removeTotp } from "#lib/services/two-factor/remove-totp.ts";
import { startTotp } from "#lib/services/two-factor/start-totp.ts";

export const twoFactorRoutes = [
  defineRoute({
    method: "GET",
    path: "/me/two-factor",
    operationId: "readTwoFactor",
    summary: "Read whether your account uses two-factor authentication",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 200,
      description: "The state of two-factor authentication, without secrets",
      schema: twoFactorSchema,
    },
    handle: (ctx) => readTwoFactor(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/me/two-factor/totp",
    operationId: "startTotp",
    summary: "Create the secret for your authenticator app. Confirm it with a code within 15 minutes",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    success: { status: 201, description: "The secret, which is not shown again", schema: pendingTotpSchema },
    handle: (ctx) => startTotp(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/me/two-factor/totp/confirm",
    operationId: "confirmTotp",
    summary: "Turn on two-factor authentication with the first code of your authenticator app",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: confirmTotpSchema,
    success: {
      status: 200,
      description:
        "Two-factor authentication is on. Keep the recovery codes. The first factor replaces the cookie of this session.",
      schema: recoveryCodesSchema,
    },
    handle: (ctx, { body }) => answerWithSession(ctx, () => confirmTotp(ctx, body)),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/two-factor/totp",
    operationId: "removeTotp",
    summary: "Turn off two-factor authentication",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    success: { status: 200, description: "Two-factor authentication is off", schema: twoFactorSchema },
    handle: (ctx) => removeTotp(ctx),
  }),
  defineRoute({
    method: "POST",
    path: "/me/two-factor/recovery-codes",
    operationId: "createRecoveryCodes",
    summary: "Replace your recovery codes",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    success: {
      status: 201,
      description: "The new recovery codes. The previous ones no longer work",
      schema: recoveryCodesSchema,
    },
    handle: (ctx) => createRecoveryCodes(ctx),
  }),
];
