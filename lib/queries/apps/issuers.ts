import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listTrustedIssuers } from "#lib/services/federation/issuers/list.ts";
import { createPageContext } from "../page-context.ts";
import { readPeople } from "../team.ts";

/** More than a team can have. */
const allIssuers = { limit: 100, cursor: undefined };

/** All issuers that the team trusts, oldest first. */
export async function readIssuers(ctx: ServiceContext): Promise<TrustedIssuerDto[]> {
  return (await listTrustedIssuers(ctx, allIssuers)).data;
}

/** The data of the page about trusted issuers. Visitors sign in first and return to `returnPath`. */
export async function readIssuersPage(teamSlug: string, returnPath: string) {
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const [issuers, people] = await Promise.all([readIssuers(ctx), readPeople(ctx)]);
  const { id, slug, name } = actor.team;
  return {
    issuers,
    people,
    team: { id, slug, name },
    canWrite: actor.permissions.has("apps:write"),
    now: ctx.now.toISOString(),
  };
}
