"use client";

import { requestApi } from "#components/api-client.ts";
import { personSchema } from "#lib/contract/people/me.ts";
import { type ChangePasswordInput, changedPasswordSchema } from "#lib/contract/people/passwords.ts";
import { endedSessionsSchema, sessionSchema } from "#lib/contract/people/sessions.ts";

export function changeName(name: string) {
  return requestApi({ method: "PATCH", path: "/me", body: { name }, schema: personSchema });
}

export function changePassword(body: ChangePasswordInput) {
  return requestApi({ method: "POST", path: "/me/password", body, schema: changedPasswordSchema });
}

export function endSession(id: string) {
  const path = `/me/sessions/${encodeURIComponent(id)}`;
  return requestApi({ method: "DELETE", path, schema: sessionSchema });
}

export function endOtherSessions() {
  return requestApi({ method: "DELETE", path: "/me/sessions", schema: endedSessionsSchema });
}
