"use client";

import {
  environmentListSchema,
  environmentSchema,
  type PreviewPolicyInput,
  policyPreviewSchema,
} from "#lib/contract/team/environments.ts";
import { requestApi } from "../api-client.ts";

function pathOf(id: string, rest = ""): string {
  return `/environments/${encodeURIComponent(id)}${rest}`;
}

export function createEnvironment(teamId: string, body: Record<string, unknown>) {
  return requestApi({ method: "POST", path: "/environments", teamId, body, schema: environmentSchema });
}

export function updateEnvironment(teamId: string, id: string, body: Record<string, unknown>) {
  return requestApi({ method: "PATCH", path: pathOf(id), teamId, body, schema: environmentSchema });
}

export function removeEnvironment(teamId: string, id: string) {
  return requestApi({ method: "DELETE", path: pathOf(id), teamId, schema: environmentSchema });
}

export function reorderEnvironments(teamId: string, environmentIds: string[]) {
  const path = "/environments/reorder";
  return requestApi({
    method: "POST",
    path,
    teamId,
    body: { environmentIds },
    schema: environmentListSchema,
  });
}

/** Lists the live keys that would break these rules. Changes nothing. */
export function previewPolicy(teamId: string, id: string, body: PreviewPolicyInput, signal: AbortSignal) {
  const path = pathOf(id, "/policy-preview");
  return requestApi({ method: "POST", path, teamId, body, signal, schema: policyPreviewSchema });
}
