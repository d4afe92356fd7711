import "server-only";

import type { TeamUserActor } from "#lib/auth/session/page-actor.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { readKeyForm } from "../key-form.ts";
import { readOrigin } from "../page-context.ts";
import { readPeople } from "../team.ts";
import { describeViewer } from "../viewer.ts";

/** Where apps send people who sign in. Never taken from a request, like every address of the issuer. */
export function getAuthorizationEndpoint(): string {
  return `${getIssuer(getRuntime().config)}/authorize`;
}

/** What every page about apps shows, and what its forms need. */
export async function readAppForm(ctx: ServiceContext & { actor: TeamUserActor }) {
  const { actor } = ctx;
  const [environments, people, form, origin] = await Promise.all([
    listEnvironments(ctx),
    readPeople(ctx),
    readKeyForm(ctx),
    readOrigin(),
  ]);
  const { id, slug, name } = actor.team;
  return {
    environments,
    people,
    form,
    team: { id, slug, name },
    viewer: describeViewer(actor),
    canWrite: actor.permissions.has("apps:write"),
    tokenEndpoint: `${getIssuer(getRuntime().config)}/token`,
    apiAddress: `${origin}/v1/api`,
    now: ctx.now.toISOString(),
  };
}
