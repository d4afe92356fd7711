import { redirect } from "next/navigation";
import { findLastTeamSlug } from "#lib/queries/shell.ts";

/** Redirects visitors to sign in, and users to their last used team or to create one. */
export default async function HomePage() {
  const { isSignedIn, teamSlug } = await findLastTeamSlug();
  if (!isSignedIn) redirect("/sign-in");
  redirect(teamSlug === null ? "/teams/new" : `/t/${teamSlug}`);
}
