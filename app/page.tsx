import { redirect } from "next/navigation";
import { findLastTeamSlug } from "#lib/queries/shell.ts";

/** The way in: visitors sign in, everybody else lands in the team they used last, or starts one. */
export default async function HomePage() {
  const { isSignedIn, teamSlug } = await findLastTeamSlug();
  if (!isSignedIn) redirect("/sign-in");
  redirect(teamSlug === null ? "/teams/new" : `/t/${teamSlug}`);
}
