"use client";

import { requestApi } from "#components/api-client.ts";
import { authorizedSchema, foundPatientsSchema } from "#lib/contract/apps/launch-output.ts";

/** `body` is an AuthorizeAppInput. Returns where the browser goes next. */
export function authorizeApp(teamId: string, body: object) {
  return requestApi({ method: "POST", path: "/me/authorizations", teamId, body, schema: authorizedSchema });
}

/** `body` is a FindPatientsInput. */
export function findPatients(teamId: string, body: object, signal: AbortSignal) {
  return requestApi({
    method: "POST",
    path: "/me/authorizations/patients",
    teamId,
    body,
    signal,
    schema: foundPatientsSchema,
  });
}
