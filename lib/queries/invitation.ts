import "server-only";

import { findPageActor } from "#lib/auth/page-actor.ts";
import { getRuntime } from "#lib/runtime.ts";
import { readInvitationByToken } from "#lib/services/invitations/read-by-token.ts";
import { readSignInOptions } from "./sign-in.ts";

/** All that the page behind an invitation's link shows; `invitation` is null for a link that is good no more. */
export async function readInvitationPage(token: string) {
  const [invitation, actor, { providers, needsSetUpCode }] = await Promise.all([
    readInvitationByToken(getRuntime(), token, new Date()),
    findPageActor(),
    readSignInOptions(),
  ]);
  return { invitation, signedInAs: actor?.email ?? null, providers, needsSetUpCode };
}
