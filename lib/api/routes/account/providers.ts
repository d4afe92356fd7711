import { z } from "zod";
import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { type ApiContext, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { idParams } from "#lib/api/routes/params.ts";
import { findRelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import {
  linkableProviderSchema,
  linkedProviderSchema,
  linkProviderSchema,
} from "#lib/contract/people/providers.ts";
import { startLink } from "#lib/services/linked-accounts/link.ts";
import { listLinkedProviders } from "#lib/services/linked-accounts/list.ts";
import { unlinkProvider } from "#lib/services/linked-accounts/unlink.ts";

/** The host whose passkeys can sign in here. Null where browsers allow none. */
function findHost({ origin }: ApiContext): string | null {
  const found = findRelyingParty(origin);
  return typeof found === "string" ? null : found.id;
}

export const providerRoutes = [
  defineRoute({
    method: "GET",
    path: "/me/providers",
    operationId: "listLinkedProviders",
    summary: "List the providers that you can sign in with",
    tag: "Account",
    access: "actor",
    asksAgain: "never",
    boundedKey: refused,
    success: {
      status: 200,
      description: "Your linked providers, oldest first",
      schema: z.object({
        data: z.array(linkedProviderSchema).describe("Your linked providers."),
        nextCursor: z.null().describe("Always null: all providers are on one page."),
      }),
    },
    handle: async (ctx) => ({
      data: await listLinkedProviders(ctx, findHost(ctx)),
      nextCursor: null,
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/me/providers",
    operationId: "startLink",
    summary:
      "Check that you can link a provider. Within 10 minutes, this session can sign in there in a browser, which links it",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    body: linkProviderSchema,
    success: { status: 200, description: "The provider to sign in at", schema: linkableProviderSchema },
    handle: (ctx, { body }) => startLink(ctx, body),
  }),
  defineRoute({
    method: "DELETE",
    path: "/me/providers/{id}",
    operationId: "unlinkProvider",
    summary: "Unlink a provider. You can no longer sign in with it",
    tag: "Account",
    access: "actor",
    asksAgain: "account",
    boundedKey: refused,
    params: idParams("account"),
    success: { status: 200, description: "The unlinked provider", schema: linkedProviderSchema },
    handle: (ctx, { params }) => unlinkProvider(ctx, { ...params, host: findHost(ctx) }),
  }),
];
