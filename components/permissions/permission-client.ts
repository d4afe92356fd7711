"use client";

import { permissionSchema } from "#lib/contract/keys/permissions.ts";
import { callApi } from "../api-client.ts";

function pathOf(id: string): string {
  return `/permissions/${encodeURIComponent(id)}`;
}

export function createPermission(teamId: string, body: { name: string; description: string }) {
  return callApi({ method: "POST", path: "/permissions", teamId, body, answer: permissionSchema });
}

export function updatePermission(teamId: string, id: string, description: string) {
  return callApi({
    method: "PATCH",
    path: pathOf(id),
    teamId,
    body: { description },
    answer: permissionSchema,
  });
}

export function retirePermission(teamId: string, id: string) {
  return callApi({ method: "DELETE", path: pathOf(id), teamId, answer: permissionSchema });
}
