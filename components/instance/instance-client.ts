"use client";

import { requestApi } from "#components/api-client.ts";
import { instancePersonSchema, personPasswordResetSchema } from "#lib/contract/instance/people.ts";
import { checkListSchema, mailTestSchema } from "#lib/contract/instance/state.ts";
import { instanceTeamSchema, type UpdateInstanceTeamInput } from "#lib/contract/instance/teams.ts";
import { endedSessionsSchema } from "#lib/contract/people/sessions.ts";

function pathOf(id: string, rest = ""): string {
  return `/instance/people/${encodeURIComponent(id)}${rest}`;
}

export function runChecks(signal: AbortSignal) {
  return requestApi({ method: "GET", path: "/instance/checks", schema: checkListSchema, signal });
}

export function setPersonStatus(id: string, status: "active" | "suspended") {
  return requestApi({ method: "PATCH", path: pathOf(id), body: { status }, schema: instancePersonSchema });
}

export function endPersonSessions(id: string) {
  return requestApi({ method: "DELETE", path: pathOf(id, "/sessions"), schema: endedSessionsSchema });
}

export function resetPersonTwoFactor(id: string) {
  return requestApi({ method: "DELETE", path: pathOf(id, "/two-factor"), schema: instancePersonSchema });
}

export function verifyPersonEmail(id: string) {
  return requestApi({
    method: "POST",
    path: pathOf(id, "/email-verification"),
    schema: instancePersonSchema,
  });
}

export function createPersonPasswordReset(id: string) {
  const path = pathOf(id, "/password-resets");
  return requestApi({ method: "POST", path, schema: personPasswordResetSchema });
}

export function setTeamStatus(id: string, body: UpdateInstanceTeamInput) {
  const path = `/instance/teams/${encodeURIComponent(id)}`;
  return requestApi({ method: "PATCH", path, body, schema: instanceTeamSchema });
}

export function sendTestMail() {
  return requestApi({ method: "POST", path: "/instance/mail-tests", schema: mailTestSchema });
}
