import "server-only";

import { findPageActor } from "#lib/auth/session/page-actor.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { readInvitationByToken } from "#lib/services/invitations/read-by-token.ts";
import { readSignInOptions } from "./sign-in.ts";

/** The data of the invitation page. `invitation` is null for a link that expired or was used. */
export async function readInvitationPage(token: string) {
  const [invitation, actor, { providers, needsSetUpCode, allowsPasswords }] = await Promise.all([
    readInvitationByToken(getRuntime(), token, new Date()),
    findPageActor(),
    readSignInOptions(),
  ]);
  const { userId = null, email: signedInAs = null } = actor ?? {};
  return { invitation, userId, signedInAs, providers, needsSetUpCode, allowsPasswords };
}
