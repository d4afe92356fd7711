"use client";

import { requestApi } from "#components/api-client.ts";
import { type ChangeEmailInput, emailChangeSchema } from "#lib/contract/people/email-change.ts";
import { personSchema } from "#lib/contract/people/me.ts";
import { noticeSettingsSchema, type UpdateNoticeSettingInput } from "#lib/contract/people/notices.ts";
import { type ChangePasswordInput, changedPasswordSchema } from "#lib/contract/people/passwords.ts";
import { linkableProviderSchema, linkedProviderSchema } from "#lib/contract/people/providers.ts";
import { endedSessionsSchema, sessionSchema } from "#lib/contract/people/sessions.ts";

export function changeName(name: string) {
  return requestApi({ method: "PATCH", path: "/me", body: { name }, schema: personSchema });
}

export function changePassword(body: ChangePasswordInput) {
  return requestApi({ method: "POST", path: "/me/password", body, schema: changedPasswordSchema });
}

export function changeEmail(body: ChangeEmailInput) {
  return requestApi({ method: "POST", path: "/me/email", body, schema: emailChangeSchema });
}

export function confirmEmailChange(token: string) {
  return requestApi({
    method: "POST",
    path: "/me/email/confirm",
    body: { token },
    schema: emailChangeSchema,
  });
}

export function cancelEmailChange() {
  return requestApi({ method: "DELETE", path: "/me/email", schema: emailChangeSchema });
}

export function updateNoticeSetting(body: UpdateNoticeSettingInput) {
  return requestApi({ method: "PATCH", path: "/me/notice-settings", body, schema: noticeSettingsSchema });
}

export function endSession(id: string) {
  const path = `/me/sessions/${encodeURIComponent(id)}`;
  return requestApi({ method: "DELETE", path, schema: sessionSchema });
}

export function endOtherSessions() {
  return requestApi({ method: "DELETE", path: "/me/sessions", schema: endedSessionsSchema });
}

export function unlinkProvider(id: string) {
  const path = `/me/providers/${encodeURIComponent(id)}`;
  return requestApi({ method: "DELETE", path, schema: linkedProviderSchema });
}

/** Asks the person who they are, if necessary, before the provider's window opens. */
export function startLink(provider: string) {
  return requestApi({
    method: "POST",
    path: "/me/providers",
    body: { provider },
    schema: linkableProviderSchema,
  });
}
