import "server-only";

import { findPageActor } from "#lib/auth/session/page-actor.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { readMe } from "#lib/services/me/read.ts";
import { readEmailState } from "#lib/services/me/read-email-state.ts";
import { readSuspensions, type Suspension } from "#lib/services/me/read-suspensions.ts";
import { readTeamSuspension, type TeamSuspension } from "#lib/services/me/read-team-suspension.ts";
import { createPageContext } from "./page-context.ts";

/** The signed-in user and their teams. Null for visitors. */
export async function readShell() {
  const actor = await findPageActor();
  if (actor === null) return null;
  const me = await readMe(await createPageContext(actor));
  if (me.type !== "user") return null;
  const { isVerified, canMail } = await readEmailState(getRuntime(), actor.userId);
  return {
    userId: actor.userId,
    name: me.name,
    email: me.email,
    teams: me.teams,
    isInstanceOwner: actor.isInstanceOwner,
    canVerifyEmail: canMail && !isVerified,
  };
}

/** The teams in which this person is suspended, and who to ask. */
export function listSuspensions(userId: string): Promise<Suspension[]> {
  return readSuspensions(getRuntime(), userId);
}

/** Why one of this person's teams is suspended, and who to ask. */
export function findTeamSuspension(userId: string, teamId: string): Promise<TeamSuspension> {
  return readTeamSuspension(getRuntime(), { userId, teamId });
}

/** The last used team, to open if the URL names none. Without one, a team that is closed to the person, which says so. */
export async function findLastTeamSlug(): Promise<{ isSignedIn: boolean; teamSlug: string | null }> {
  const actor = await findPageActor();
  if (actor === null) return { isSignedIn: false, teamSlug: null };
  if (actor.team !== null) return { isSignedIn: true, teamSlug: actor.team.slug };
  // A team that is closed to the person says why. What it asks for may be something that the person can do.
  const teams = (await readShell())?.teams ?? [];
  const closed = teams.find(({ suspendedAt }) => suspendedAt === null) ?? teams[0];
  const [suspension] = closed === undefined ? await listSuspensions(actor.userId) : [];
  return { isSignedIn: true, teamSlug: closed?.slug ?? suspension?.slug ?? null };
}
