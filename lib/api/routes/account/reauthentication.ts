import { answerWithSession } from "#lib/api/pipeline/answer-with-session.ts";
import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import { requireRelyingParty } from "#lib/api/pipeline/require-relying-party.ts";
import { findRelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { assertionOptionsSchema } from "#lib/contract/people/passkeys.ts";
import {
  reauthenticatedSchema,
  reauthenticateSchema,
  reauthenticationSchema,
} from "#lib/contract/people/reauthentication.ts";
import { readReauthentication } from "#lib/services/reauthentication/read.ts";
import { reauthenticate, startReauthentication } from "#lib/services/reauthentication/reauthenticate.ts";

const path = "/me/reauthenticate";
const tag = "Account";

export const reauthenticationRoutes = [
  defineRoute({
    method: "GET",
    path,
    operationId: "readReauthentication",
    summary: "Read how you can confirm that it is you",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 200,
      description: "The ways that your account has, and when you last did",
      schema: reauthenticationSchema,
    },
    handle: (ctx) => {
      const relyingParty = findRelyingParty(ctx.origin);
      return readReauthentication(ctx, typeof relyingParty === "string" ? null : relyingParty.id);
    },
  }),
  defineRoute({
    method: "POST",
    path: `${path}/options`,
    operationId: "startReauthentication",
    summary:
      "Create a challenge with which a passkey confirms that it is you. Only this session can answer it, once",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 201,
      description: "Options for `navigator.credentials.get()`",
      schema: assertionOptionsSchema,
    },
    handle: (ctx) => startReauthentication(ctx, requireRelyingParty(ctx)),
  }),
  defineRoute({
    method: "POST",
    path,
    operationId: "reauthenticate",
    summary:
      "Confirm that it is you, with your password, a code or a passkey, after a 403 `reauthentication_required`",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    body: reauthenticateSchema,
    success: {
      status: 200,
      description: "The request that was rejected can be sent again. The cookie of this session is replaced.",
      schema: reauthenticatedSchema,
    },
    handle: (ctx, { body: proof }) =>
      answerWithSession(ctx, async () => ({
        session: await reauthenticate(ctx, proof, () => requireRelyingParty(ctx)),
        body: { authenticatedAt: ctx.now.toISOString() },
      })),
  }),
];
