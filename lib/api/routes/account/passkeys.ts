import { z } from "zod";
import { answerWithSession } from "#lib/api/pipeline/answer-with-session.ts";
import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { AnswerWithCookie, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { requireRelyingParty } from "#lib/api/pipeline/require-relying-party.ts";
import { idParams } from "#lib/api/routes/params.ts";
import { createPasskeyCookie, parseCookies, readPasskeyCookie } from "#lib/auth/session/cookies.ts";
import {
  assertionOptionsSchema,
  createdPasskeySchema,
  createPasskeySchema,
  passkeyOptionsSchema,
  passkeySchema,
  updatePasskeySchema,
} from "#lib/contract/people/passkeys.ts";
import { createPasskey } from "#lib/services/passkeys/create.ts";
import { listPasskeys } from "#lib/services/passkeys/list.ts";
import { removePasskey } from "#lib/services/passkeys/remove.ts";
import { startPasskey } from "#lib/services/passkeys/start-registration.ts";
import { startPasskeySignIn } from "#lib/services/passkeys/start-sign-in.ts";
import { updatePasskey } from "#lib/services/passkeys/update.ts";

export const passkeyRoutes = [
  defineRoute({
    method: "POST",
    path: "/passkeys/options",
    operationId: "startPasskeySignIn",
    summary: "Create a challenge for signing in with a passkey. The browser that asked can answer it once",
    asksAgain: "never",
    tag: "Account",
    access: "public",
    boundedKey: {
      effect: "unaffected",
      reason: "It is public. A key does not allow more than a request without a key.",
    },
    success: {
      status: 201,
      description: "Options for `navigator.credentials.get()`, the same for every account",
      schema: assertionOptionsSchema,
    },
    handle: async (ctx) => {
      const relyingParty = requireRelyingParty(ctx);
      const isSecure = relyingParty.origin.startsWith("https:");
      const current = readPasskeyCookie(parseCookies(ctx.cookie), isSecure);
      const { options, browserToken } = await startPasskeySignIn(ctx, relyingParty, current);
      return new AnswerWithCookie(options, createPasskeyCookie(browserToken, isSecure));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/me/passkeys",
    operationId: "listPasskeys",
    summary: "List your passkeys",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    success: {
      status: 200,
      description: "Your passkeys, oldest first",
      schema: z.object({
        data: z.array(passkeySchema).describe("Your passkeys."),
        nextCursor: z.null().describe("Always null: all passkeys are on one page."),
      }),
    },
    handle: async (ctx) => ({ data: await listPasskeys(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "POST",
    path: "/me/passkeys/options",
    operationId: "startPasskey",
    summary: "Create a challenge for a new passkey. This session can answer it once, within 5 minutes",
    asksAgain: "account",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    success: {
      status: 201,
      description: "Options for `navigator.credentials.create()`",
      schema: passkeyOptionsSchema,
    },
    handle: (ctx) => startPasskey(ctx, requireRelyingParty(ctx)),
  }),
  defineRoute({
    method: "POST",
    path: "/me/passkeys",
    operationId: "createPasskey",
    summary: "Add a passkey",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    body: createPasskeySchema,
    success: {
      status: 201,
      description: "The new passkey. The first second factor replaces the cookie of this session.",
      schema: createdPasskeySchema,
    },
    handle: (ctx, { body }) =>
      answerWithSession(ctx, () => createPasskey(ctx, requireRelyingParty(ctx), body)),
  }),
  defineRoute({
    method: "PATCH",
    path: "/me/passkeys/{id}",
    operationId: "updatePasskey",
    summary: "Rename a passkey",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    params: idParams("passkey"),
    body: updatePasskeySchema,
    success: { status: 200, description: "The passkey", schema: passkeySchema },
    handle: (ctx, { params, body }) => updatePasskey(ctx, { ...params, ...body }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/passkeys/{id}",
    operationId: "removePasskey",
    summary: "Remove a passkey",
    asksAgain: "account",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    params: idParams("passkey"),
    success: { status: 200, description: "The removed passkey", schema: passkeySchema },
    handle: (ctx, { params }) => removePasskey(ctx, params),
  }),
];
