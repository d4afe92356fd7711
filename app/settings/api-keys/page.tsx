import { redirect } from "next/navigation";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";

/** A team-independent URL that redirects to the keys of the last used team. */
export default async function ApiKeysRedirectPage() {
  const { team } = await requirePagePerson("/settings/api-keys");
  if (team === null) redirect("/teams/new");
  redirect(`/t/${team.slug}/settings/api-keys`);
}
