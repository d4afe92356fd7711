import { managesTeam } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createEnvironmentSchema,
  environmentListSchema,
  environmentSchema,
  policyPreviewSchema,
  previewPolicySchema,
  reorderEnvironmentsSchema,
  updateEnvironmentSchema,
} from "#lib/contract/team/environments.ts";
import { createEnvironment } from "#lib/services/environments/create.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { previewPolicy } from "#lib/services/environments/preview-policy.ts";
import { readEnvironment } from "#lib/services/environments/read.ts";
import { reorderEnvironments } from "#lib/services/environments/reorder.ts";
import { retireEnvironment } from "#lib/services/environments/retire.ts";
import { updateEnvironment } from "#lib/services/environments/update.ts";
import { idParams } from "./params.ts";

const tag = "Environments";
const mayWrite = { anyOf: ["team:write"] };
const params = idParams("environment");

export const environmentRoutes = [
  defineRoute({
    method: "GET",
    path: "/environments",
    operationId: "listEnvironments",
    summary: "List the team's environments and their rules for keys; a key sees only its own environment",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: { effect: "filtered", by: ["environment"] },
    success: { status: 200, description: "All environments, in their order", schema: environmentListSchema },
    handle: async (ctx) => ({ data: await listEnvironments(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "POST",
    path: "/environments",
    operationId: "createEnvironment",
    summary: "Add an environment",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "account",
      when: ({ body }) => body.allowsTeamManagement === true,
      condition: "if `allowsTeamManagement` is true",
    },
    boundedKey: managesTeam,
    body: createEnvironmentSchema,
    success: { status: 201, description: "The environment", schema: environmentSchema },
    handle: (ctx, { body }) => createEnvironment(ctx, body),
    replay: (ctx, id) => readEnvironment(ctx, { id }),
  }),
  defineRoute({
    method: "POST",
    path: "/environments/reorder",
    operationId: "reorderEnvironments",
    summary: "Reorder the team's environments; the list must contain each of them exactly once",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesTeam,
    body: reorderEnvironmentsSchema,
    success: {
      status: 200,
      description: "All environments, in their new order",
      schema: environmentListSchema,
    },
    handle: async (ctx, { body }) => ({ data: await reorderEnvironments(ctx, body), nextCursor: null }),
  }),
  defineRoute({
    method: "PATCH",
    path: "/environments/{id}",
    operationId: "updateEnvironment",
    summary: "Update an environment: its appearance and rules for keys. Its slug cannot change",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "account",
      when: ({ body }) => body.allowsTeamManagement === true,
      condition: "if `allowsTeamManagement` becomes true",
    },
    boundedKey: managesTeam,
    params,
    body: updateEnvironmentSchema,
    success: { status: 200, description: "The updated environment", schema: environmentSchema },
    handle: (ctx, { params: { id }, body }) => updateEnvironment(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "POST",
    path: "/environments/{id}/policy-preview",
    operationId: "previewEnvironmentPolicy",
    summary:
      "Preview an environment's rules: which current keys (neither expired nor deleted) they would break",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesTeam,
    params,
    body: previewPolicySchema,
    success: {
      status: 200,
      description: "The number of keys that break the rules, and the first of them",
      schema: policyPreviewSchema,
    },
    handle: (ctx, { params: { id }, body }) => previewPolicy(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/environments/{id}",
    operationId: "deleteEnvironment",
    summary: "Remove an environment that is no longer in use",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesTeam,
    params,
    success: { status: 200, description: "The removed environment", schema: environmentSchema },
    handle: (ctx, input) => retireEnvironment(ctx, input.params),
  }),
];
