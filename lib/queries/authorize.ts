import "server-only";

import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import { getLatestEnd } from "#lib/domain/launch/lifetimes.ts";
import { readAuthorization } from "#lib/services/launch/authorization/read-authorization.ts";
import { readGivenPatient } from "#lib/services/launch/authorization/read-given-patient.ts";
import { readMe } from "#lib/services/me/read.ts";
import { createPageContext } from "./page-context.ts";

/** What an app asks the signed-in person. Visitors sign in first and return to `returnPath`. */
export async function readAuthorizePage(request: string, returnPath: string) {
  const actor = await requirePagePerson(returnPath);
  const ctx = await createPageContext(actor);
  const [view, me] = await Promise.all([readAuthorization(ctx, request), readMe(ctx)]);
  if (me.type !== "user") throw new Error("a page was opened without a person");
  const isGiven = view.outcome === "ask" && view.patient.kind === "given";
  return {
    view,
    person: { userId: actor.userId, name: me.name, email: me.email },
    /** The FHIR server can be slow, so the page doesn't wait for it. */
    givenPatient: isGiven ? readGivenPatient(ctx, request) : null,
    latestEnd: getLatestEnd(ctx.now).toISOString(),
  };
}
