"use client";

import { z } from "zod";
import { keyPageSchema } from "#lib/contract/keys/keys.ts";
import { invitationSchema, invitationWithUrlSchema } from "#lib/contract/people/invitations.ts";
import { type LeftKeys, memberSchema } from "#lib/contract/people/members.ts";
import { teamSchema } from "#lib/contract/team/teams.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import { requestApi } from "../api-client.ts";

function pathOf(teamId: string, rest = ""): string {
  return `/teams/${encodeURIComponent(teamId)}${rest}`;
}

function memberPath(teamId: string, memberId: string): string {
  return pathOf(teamId, `/members/${encodeURIComponent(memberId)}`);
}

export function updateMember(
  teamId: string,
  memberId: string,
  body: { role?: Role; status?: "active" | "suspended"; keys?: LeftKeys },
) {
  return requestApi({ method: "PATCH", path: memberPath(teamId, memberId), body, schema: memberSchema });
}

export function removeMember(teamId: string, memberId: string, keys: LeftKeys | undefined) {
  const body = keys === undefined ? {} : { keys };
  return requestApi({ method: "DELETE", path: memberPath(teamId, memberId), body, schema: memberSchema });
}

/** Lists a member's keys that work or can be enabled again. */
export function listLiveKeys(teamId: string, userId: string, signal: AbortSignal) {
  const query = new URLSearchParams({ owner: userId, status: "active,rotating,disabled", limit: "100" });
  return requestApi({ method: "GET", path: `/keys?${query}`, teamId, signal, schema: keyPageSchema });
}

export function invite(teamId: string, body: { email: string; role: Role }) {
  const path = pathOf(teamId, "/invitations");
  return requestApi({ method: "POST", path, body, schema: invitationWithUrlSchema });
}

export function resendInvitation(teamId: string, id: string) {
  const path = pathOf(teamId, `/invitations/${encodeURIComponent(id)}/resend`);
  return requestApi({ method: "POST", path, schema: invitationWithUrlSchema });
}

export function withdrawInvitation(teamId: string, id: string) {
  const path = pathOf(teamId, `/invitations/${encodeURIComponent(id)}`);
  return requestApi({ method: "DELETE", path, schema: invitationSchema });
}

export function acceptInvitation(token: string) {
  return requestApi({ method: "POST", path: "/invitations/accept", body: { token }, schema: teamSchema });
}

export function createTeam(name: string) {
  return requestApi({ method: "POST", path: "/teams", body: { name }, schema: teamSchema });
}

export function updateTeam(
  teamId: string,
  body: {
    name?: string;
    keyRateLimitMax?: { perMinute: number | null; per10Seconds: number | null };
    twoFactorRequiredFrom?: string | null;
  },
) {
  return requestApi({ method: "PATCH", path: pathOf(teamId), body, schema: teamSchema });
}

export function transferTeam(teamId: string, memberId: string) {
  return requestApi({
    method: "POST",
    path: pathOf(teamId, "/transfer"),
    body: { memberId },
    schema: teamSchema,
  });
}

export function deleteTeam(teamId: string) {
  return requestApi({ method: "DELETE", path: pathOf(teamId), schema: z.unknown() });
}
