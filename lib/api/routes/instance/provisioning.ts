import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import { idParams } from "#lib/api/routes/params.ts";
import {
  createdProvisioningTokenSchema,
  createProvisioningTokenSchema,
  provisioningSchema,
  provisioningTokenSchema,
  updateProvisioningSchema,
} from "#lib/contract/instance/provisioning.ts";
import { createToken } from "#lib/services/provisioning/settings/create-token.ts";
import { deleteToken } from "#lib/services/provisioning/settings/delete-token.ts";
import { readProvisioning } from "#lib/services/provisioning/settings/read.ts";
import { updateProvisioning } from "#lib/services/provisioning/settings/update.ts";

const shared = { tag: "Administration", access: "instanceOwner", boundedKey: refused } as const;

const provisioning = { status: 200, description: "The state", schema: provisioningSchema } as const;

export const provisioningRoutes = [
  defineRoute({
    ...shared,
    method: "GET",
    path: "/instance/provisioning",
    operationId: "readProvisioning",
    summary: "Read how a directory creates and changes people and groups (SCIM)",
    asksAgain: "never",
    success: provisioning,
    handle: (ctx) => readProvisioning(ctx),
  }),
  defineRoute({
    ...shared,
    method: "PATCH",
    path: "/instance/provisioning",
    operationId: "updateProvisioning",
    summary: "Change what happens to the keys of people whom the directory deactivates",
    asksAgain: "account",
    body: updateProvisioningSchema,
    success: provisioning,
    handle: (ctx, { body }) => updateProvisioning(ctx, body),
  }),
  defineRoute({
    ...shared,
    method: "POST",
    path: "/instance/provisioning/tokens",
    operationId: "createProvisioningToken",
    summary: "Create a token for a directory, at most two",
    asksAgain: "account",
    body: createProvisioningTokenSchema,
    success: {
      status: 201,
      description: "The token, which is shown only in this response",
      schema: createdProvisioningTokenSchema,
    },
    handle: (ctx, { body }) => createToken(ctx, body),
  }),
  defineRoute({
    ...shared,
    method: "DELETE",
    path: "/instance/provisioning/tokens/{id}",
    operationId: "deleteProvisioningToken",
    summary: "Delete a token of a directory, which is rejected from then on",
    asksAgain: "never",
    params: idParams("provisioningToken"),
    success: { status: 200, description: "The deleted token", schema: provisioningTokenSchema },
    handle: (ctx, { params }) => deleteToken(ctx, params),
  }),
];
