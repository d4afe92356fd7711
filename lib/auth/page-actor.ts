import "server-only";

import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "#lib/actor.ts";
import { ServiceError } from "#lib/errors.ts";
import { getRuntime } from "#lib/runtime.ts";
import { resolveUserActor } from "./resolve-user-actor.ts";

/** A person inside one of their teams: what every page under `/t/{team}` has. */
export type TeamUserActor = UserActor & { team: NonNullable<UserActor["team"]> };

// One look-up a render, however many components ask.
const resolvePageActor = cache(async (teamSlug: string | undefined): Promise<UserActor | null> => {
  const requestHeaders = await headers();
  return resolveUserActor(getRuntime(), requestHeaders.get("cookie"), {
    teamSlug,
    defaultTeam: "lastUsed",
    now: new Date(),
    // The server puts the client's trusted address there before it calls a page.
    address: requestHeaders.get("x-forwarded-for"),
    agent: requestHeaders.get("user-agent"),
  });
});

function redirectToSignIn(returnPath: string): never {
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(returnPath)}`);
}

/** The signed-in person with the team they used last, or null: for pages that also serve visitors. */
export function findPageActor(): Promise<UserActor | null> {
  return resolvePageActor(undefined);
}

/** The signed-in person with the team they used last; visitors go to /sign-in and come back to `returnPath`. */
export async function requirePagePerson(returnPath: string): Promise<UserActor> {
  return (await resolvePageActor(undefined)) ?? redirectToSignIn(returnPath);
}

/**
 * The signed-in person in the team the path names. Visitors go to /sign-in and come back to `returnPath`; a team
 * one is not in is a 404, as one that does not exist.
 */
export async function requirePageActor(
  teamSlug: string,
  returnPath = `/t/${encodeURIComponent(teamSlug)}`,
): Promise<TeamUserActor> {
  const actor = await resolvePageActor(teamSlug).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  });
  if (actor === null) redirectToSignIn(returnPath);
  if (actor.team === null) notFound();
  return { ...actor, team: actor.team };
}
