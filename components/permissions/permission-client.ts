"use client";

import { permissionSchema } from "#lib/contract/keys/permissions.ts";
import { requestApi } from "../api-client.ts";

function pathOf(id: string): string {
  return `/permissions/${encodeURIComponent(id)}`;
}

export function createPermission(teamId: string, body: { name: string; description: string }) {
  return requestApi({ method: "POST", path: "/permissions", teamId, body, schema: permissionSchema });
}

export function updatePermission(teamId: string, id: string, description: string) {
  return requestApi({
    method: "PATCH",
    path: pathOf(id),
    teamId,
    body: { description },
    schema: permissionSchema,
  });
}

export function retirePermission(teamId: string, id: string) {
  return requestApi({ method: "DELETE", path: pathOf(id), teamId, schema: permissionSchema });
}
