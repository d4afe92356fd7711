"use client";

import { requestApi } from "#components/api-client.ts";
import { type GrantDto, grantSchema } from "#lib/contract/apps/launch-output.ts";

/** Ends what the signed-in person gave an app. */
export function endOwnGrant({ id }: Pick<GrantDto, "id">) {
  return requestApi({
    method: "DELETE",
    path: `/me/grants/${encodeURIComponent(id)}`,
    schema: grantSchema,
  });
}

/** Ends what a member of the team gave an app. */
export function endAppGrant({ id, app, team }: Pick<GrantDto, "id" | "app" | "team">) {
  return requestApi({
    method: "DELETE",
    path: `/apps/${encodeURIComponent(app.id)}/grants/${encodeURIComponent(id)}`,
    teamId: team.id,
    schema: grantSchema,
  });
}
