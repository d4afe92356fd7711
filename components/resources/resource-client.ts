"use client";

import { requestApi } from "../api-client.ts";

export interface ResourceAddress {
  teamId: string;
  id: string;
}

/** The requests that one type of resource has in common with the others. `path` is that of its list. */
export function createResourceClient<Item, Fields extends { environment: string }>(
  path: string,
  schema: { parse(body: unknown): Item },
) {
  const getPath = ({ id }: ResourceAddress) => `${path}/${encodeURIComponent(id)}`;
  return {
    create: (teamId: string, body: Fields, idempotencyKey: string) =>
      requestApi({ method: "POST", path, teamId, body, idempotencyKey, schema }),
    update: (item: ResourceAddress, body: object) =>
      requestApi({ method: "PATCH", path: getPath(item), teamId: item.teamId, body, schema }),
    remove: (item: ResourceAddress) =>
      requestApi({ method: "DELETE", path: getPath(item), teamId: item.teamId, schema }),
  };
}
