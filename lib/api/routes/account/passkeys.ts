import { z } from "zod";
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
import { currentPasswordSchema } from "#lib/contract/people/two-factor.ts";
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
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    body: currentPasswordSchema,
    isBodyOptional: true,
    success: {
      status: 201,
      description: "Options for `navigator.credentials.create()`",
      schema: passkeyOptionsSchema,
    },
    handle: (ctx, { body }) => startPasskey(ctx, requireRelyingParty(ctx), body),
  }),
  defineRoute({
    method: "POST",
    path: "/me/passkeys",
    operationId: "createPasskey",
    summary: "Add a passkey",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    body: createPasskeySchema,
    success: { status: 201, description: "The new passkey", schema: createdPasskeySchema },
    handle: (ctx, { body }) => createPasskey(ctx, requireRelyingParty(ctx), body),
  }),
  defineRoute({
    method: "PATCH",
    path: "/me/passkeys/{id}",
    operationId: "updatePasskey",
    summary: "Rename a passkey",
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
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    params: idParams("passkey"),
    body: currentPasswordSchema,
    isBodyOptional: true,
    success: { status: 200, description: "The removed passkey", schema: passkeySchema },
    handle: (ctx, { params, body }) => removePasskey(ctx, { ...params, ...body }),
  }),
];
