import "server-only";

import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "#lib/domain/actor.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { resolveUserActor } from "./resolve-user-actor.ts";
import { isAboutTeam } from "./team-access.ts";

/** A user in one of their teams, which every page under `/t/{team}` has. */
export type TeamUserActor = UserActor & { team: NonNullable<UserActor["team"]> };

// Cached, so that one render does one lookup.
const resolvePageActor = cache(async (teamSlug: string | undefined): Promise<UserActor | null> => {
  const requestHeaders = await headers();
  return resolveUserActor(getRuntime(), requestHeaders.get("cookie"), {
    teamSlug,
    defaultTeam: "lastUsed",
    now: new Date(),
    // The server sets the client's trusted IP address before it renders a page.
    address: requestHeaders.get("x-forwarded-for"),
    agent: requestHeaders.get("user-agent"),
  });
});

function redirectToSignIn(returnPath: string): never {
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(returnPath)}`);
}

/** The signed-in user with their last used team, or null. For pages that also serve visitors. */
export function findPageActor(): Promise<UserActor | null> {
  return resolvePageActor(undefined);
}

/** The signed-in user with their last used team. Redirects visitors to /sign-in, which returns to `returnPath`. */
export async function requirePagePerson(returnPath: string): Promise<UserActor> {
  return (await resolvePageActor(undefined)) ?? redirectToSignIn(returnPath);
}

/**
 * The signed-in user in the team of the path. Redirects visitors to /sign-in, which returns to `returnPath`. Answers 404
 * if the user is not in the team, as for a team that doesn't exist.
 */
export async function requirePageActor(
  teamSlug: string,
  returnPath = `/t/${encodeURIComponent(teamSlug)}`,
): Promise<TeamUserActor> {
  const actor = await resolvePageActor(teamSlug).catch((error: unknown) => {
    // The layout says so if the team is suspended or requires a second factor, instead of showing the page.
    if (isAboutTeam(error)) notFound();
    throw error;
  });
  if (actor === null) redirectToSignIn(returnPath);
  if (actor.team === null) notFound();
  return { ...actor, team: actor.team };
}
