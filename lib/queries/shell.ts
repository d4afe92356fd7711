import "server-only";

import { findPageActor } from "#lib/auth/page-actor.ts";
import { getRuntime } from "#lib/runtime.ts";
import { readMe } from "#lib/services/me/read.ts";
import { readEmailState } from "#lib/services/me/read-email-state.ts";
import { createPageContext } from "./page-context.ts";

/** Who is signed in and the teams they may switch to; null for a visitor. */
export async function readShell() {
  const actor = await findPageActor();
  if (actor === null) return null;
  const me = await readMe(await createPageContext(actor));
  if (me.type !== "user") return null;
  const { isVerified, canMail } = await readEmailState(getRuntime(), actor.userId);
  return { name: me.name, email: me.email, teams: me.teams, canVerifyEmail: canMail && !isVerified };
}

/** The team to open for somebody who named none: the one used last. */
export async function findLastTeamSlug(): Promise<{ isSignedIn: boolean; teamSlug: string | null }> {
  const actor = await findPageActor();
  return { isSignedIn: actor !== null, teamSlug: actor?.team?.slug ?? null };
}
