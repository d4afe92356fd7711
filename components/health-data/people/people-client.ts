"use client";

import { requestApi } from "#components/api-client.ts";
import { personLinkSchema } from "#lib/contract/apps/launch-output.ts";

export interface LinkAddress {
  teamId: string;
  serverId: string;
  userId: string;
}

function pathOf({ serverId, userId }: LinkAddress): string {
  return `/fhir/servers/${encodeURIComponent(serverId)}/people/${encodeURIComponent(userId)}`;
}

/** Says who a member is on the server, instead of what was said before. */
export function linkPerson(address: LinkAddress, reference: string) {
  const { teamId } = address;
  const body = { reference };
  return requestApi({ method: "PUT", path: pathOf(address), teamId, body, schema: personLinkSchema });
}

export function unlinkPerson(address: LinkAddress) {
  const { teamId } = address;
  return requestApi({ method: "DELETE", path: pathOf(address), teamId, schema: personLinkSchema });
}
