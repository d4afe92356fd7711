"use client";

import { requestApi } from "#components/api-client.ts";
import { type CreateGroupInput, groupSchema } from "#lib/contract/people/groups.ts";

type GroupRole = CreateGroupInput["role"];

function pathOf(teamId: string, groupId?: string): string {
  const path = `/teams/${encodeURIComponent(teamId)}/groups`;
  return groupId === undefined ? path : `${path}/${encodeURIComponent(groupId)}`;
}

export function createGroup(teamId: string, body: { groupName: string; role: GroupRole }) {
  return requestApi({ method: "POST", path: pathOf(teamId), body, schema: groupSchema });
}

export function updateGroup(teamId: string, groupId: string, body: { role: GroupRole }) {
  return requestApi({ method: "PATCH", path: pathOf(teamId, groupId), body, schema: groupSchema });
}

export function removeGroup(teamId: string, groupId: string) {
  return requestApi({ method: "DELETE", path: pathOf(teamId, groupId), schema: groupSchema });
}
