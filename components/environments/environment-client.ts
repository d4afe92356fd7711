"use client";

import {
  environmentListSchema,
  environmentSchema,
  type PreviewPolicyInput,
  policyPreviewSchema,
} from "#lib/contract/team/environments.ts";
import { callApi } from "../api-client.ts";

function pathOf(id: string, rest = ""): string {
  return `/environments/${encodeURIComponent(id)}${rest}`;
}

export function createEnvironment(teamId: string, body: Record<string, unknown>) {
  return callApi({ method: "POST", path: "/environments", teamId, body, answer: environmentSchema });
}

export function updateEnvironment(teamId: string, id: string, body: Record<string, unknown>) {
  return callApi({ method: "PATCH", path: pathOf(id), teamId, body, answer: environmentSchema });
}

export function removeEnvironment(teamId: string, id: string) {
  return callApi({ method: "DELETE", path: pathOf(id), teamId, answer: environmentSchema });
}

export function reorderEnvironments(teamId: string, environmentIds: string[]) {
  const path = "/environments/reorder";
  return callApi({ method: "POST", path, teamId, body: { environmentIds }, answer: environmentListSchema });
}

/** Lists the live keys that would break these rules. Changes nothing. */
export function previewPolicy(teamId: string, id: string, body: PreviewPolicyInput) {
  const path = pathOf(id, "/policy-preview");
  return callApi({ method: "POST", path, teamId, body, answer: policyPreviewSchema });
}
