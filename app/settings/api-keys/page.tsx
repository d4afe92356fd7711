import { redirect } from "next/navigation";
import { requirePagePerson } from "#lib/auth/page-actor.ts";

/** An address that holds in every team: leads to the keys of the team used last. */
export default async function ApiKeysRedirectPage() {
  const { team } = await requirePagePerson("/settings/api-keys");
  if (team === null) redirect("/teams/new");
  redirect(`/t/${team.slug}/settings/api-keys`);
}
