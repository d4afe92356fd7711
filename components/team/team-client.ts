"use client";

import { z } from "zod";
import { keyPageSchema } from "#lib/contract/keys/keys.ts";
import { invitationSchema, invitationWithUrlSchema } from "#lib/contract/people/invitations.ts";
import { type LeftKeys, memberSchema } from "#lib/contract/people/members.ts";
import { teamSchema } from "#lib/contract/team/teams.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import { callApi } from "../api-client.ts";

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
  return callApi({ method: "PATCH", path: memberPath(teamId, memberId), body, answer: memberSchema });
}

export function removeMember(teamId: string, memberId: string, keys: LeftKeys | undefined) {
  const body = keys === undefined ? {} : { keys };
  return callApi({ method: "DELETE", path: memberPath(teamId, memberId), body, answer: memberSchema });
}

/** Lists a member's keys that work or can be enabled again. */
export function listLiveKeys(teamId: string, userId: string) {
  const query = new URLSearchParams({ owner: userId, status: "active,rotating,disabled", limit: "100" });
  return callApi({ method: "GET", path: `/keys?${query}`, teamId, answer: keyPageSchema });
}

export function invite(teamId: string, body: { email: string; role: Role }) {
  const path = pathOf(teamId, "/invitations");
  return callApi({ method: "POST", path, body, answer: invitationWithUrlSchema });
}

export function resendInvitation(teamId: string, id: string) {
  const path = pathOf(teamId, `/invitations/${encodeURIComponent(id)}/resend`);
  return callApi({ method: "POST", path, answer: invitationWithUrlSchema });
}

export function withdrawInvitation(teamId: string, id: string) {
  const path = pathOf(teamId, `/invitations/${encodeURIComponent(id)}`);
  return callApi({ method: "DELETE", path, answer: invitationSchema });
}

export function acceptInvitation(token: string) {
  return callApi({ method: "POST", path: "/invitations/accept", body: { token }, answer: teamSchema });
}

export function createTeam(name: string) {
  return callApi({ method: "POST", path: "/teams", body: { name }, answer: teamSchema });
}

export function updateTeam(
  teamId: string,
  body: { name?: string; keyRateLimitMax?: { perMinute: number | null; per10Seconds: number | null } },
) {
  return callApi({ method: "PATCH", path: pathOf(teamId), body, answer: teamSchema });
}

export function transferTeam(teamId: string, memberId: string) {
  return callApi({
    method: "POST",
    path: pathOf(teamId, "/transfer"),
    body: { memberId },
    answer: teamSchema,
  });
}

export function deleteTeam(teamId: string) {
  return callApi({ method: "DELETE", path: pathOf(teamId), answer: z.unknown() });
}
