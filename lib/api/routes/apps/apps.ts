import { filteredByGrant, filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { type ApiContext, defineRoute } from "#lib/api/pipeline/define-route.ts";
import { appPageSchema, appSchema, appWithSecretSchema } from "#lib/contract/apps/app-output.ts";
import {
  appUsageQuery,
  createAppSchema,
  createAppSecretSchema,
  listAppsQuery,
  type UpdateAppInput,
  updateAppSchema,
} from "#lib/contract/apps/apps.ts";
import { keyUsageSchema } from "#lib/contract/keys/usage.ts";
import { createApp } from "#lib/services/apps/create.ts";
import { createSecretOfApp } from "#lib/services/apps/create-secret.ts";
import { deleteApp } from "#lib/services/apps/delete.ts";
import { disableApp } from "#lib/services/apps/disable.ts";
import { enableApp } from "#lib/services/apps/enable.ts";
import { endSecretOfApp } from "#lib/services/apps/end-secret.ts";
import { listApps } from "#lib/services/apps/list.ts";
import { readApp } from "#lib/services/apps/read.ts";
import { readAppUsage } from "#lib/services/apps/read-usage.ts";
import { updateApp } from "#lib/services/apps/update.ts";
import { appSecretParams, idParams } from "../params.ts";

const tag = "Apps";
const mayRead = { anyOf: ["apps:read"] };
const mayWrite = { anyOf: ["apps:write"] };
const params = idParams("app");

/** Whether a change can give an app more than it has. Everything but its texts counts, without reading the app. */
function changesReach(changes: UpdateAppInput): boolean {
  const { name: _, description: _description, expectedUpdatedAt: _expected, ...rest } = changes;
  return Object.keys(rest).length > 0;
}

/** The response to a repeated request contains the same app but no secret, which is returned only once. */
async function replaySecret(ctx: ApiContext, id: string) {
  return { ...(await readApp(ctx, { id })), secret: null, secretShown: true as const };
}

/** An app that was registered with public keys had no secret to return, even if it has one now. */
async function replayCreation(ctx: ApiContext, id: string) {
  const app = await readApp(ctx, { id });
  const hadSecret = app.secrets.some(({ createdAt }) => createdAt === app.createdAt);
  return { ...app, secret: null, ...(hadSecret ? { secretShown: true as const } : {}) };
}

const replay = (ctx: ApiContext, id: string) => readApp(ctx, { id });

const app = (description: string) => ({ status: 200, description, schema: appSchema }) as const;

export const appRoutes = [
  defineRoute({
    method: "GET",
    path: "/apps",
    operationId: "listApps",
    summary: "List the team's apps without their secrets",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    query: listAppsQuery,
    success: { status: 200, description: "A page of apps", schema: appPageSchema },
    handle: (ctx, { query }) => listApps(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/apps",
    operationId: "createApp",
    summary: "Register an app; its secret is returned only once",
    tag,
    access: mayWrite,
    asksAgain: "keys",
    boundedKey: filteredByGrant,
    body: createAppSchema,
    success: { status: 201, description: "The app and its secret", schema: appWithSecretSchema },
    handle: (ctx, { body }) => createApp(ctx, body),
    replay: replayCreation,
  }),
  defineRoute({
    method: "GET",
    path: "/apps/{id}",
    operationId: "readApp",
    summary: "Read an app; its secrets are never returned",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: app("The app"),
    handle: (ctx, input) => readApp(ctx, input.params),
  }),
  defineRoute({
    method: "PATCH",
    path: "/apps/{id}",
    operationId: "updateApp",
    summary: "Update an app; omitted fields stay unchanged",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "keys",
      when: ({ body }) => changesReach(body),
      condition: "unless only the name and the description change",
    },
    boundedKey: filteredByGrant,
    params,
    body: updateAppSchema,
    success: app("The updated app"),
    handle: (ctx, { params: { id }, body }) => updateApp(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/apps/{id}",
    operationId: "deleteApp",
    summary: "Delete an app: it and its tokens stop working immediately and permanently",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: app("The deleted app"),
    handle: (ctx, input) => deleteApp(ctx, input.params),
  }),
  defineRoute({
    method: "POST",
    path: "/apps/{id}/disable",
    operationId: "disableApp",
    summary: "Disable an app: it and its tokens are rejected until it is enabled again",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: app("The disabled app"),
    handle: (ctx, input) => disableApp(ctx, input.params),
    replay,
  }),
  defineRoute({
    method: "POST",
    path: "/apps/{id}/enable",
    operationId: "enableApp",
    summary: "Enable a disabled app",
    tag,
    access: mayWrite,
    asksAgain: "keys",
    boundedKey: filteredByGrant,
    params,
    success: app("The enabled app"),
    handle: (ctx, input) => enableApp(ctx, input.params),
    replay,
  }),
  defineRoute({
    method: "POST",
    path: "/apps/{id}/secrets",
    operationId: "createAppSecret",
    summary: "Create another secret of an app; the previous secret keeps working during a grace period",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "keys",
      when: ({ body }) => body.gracePeriodSeconds > 0,
      condition: "unless `gracePeriodSeconds` is 0",
    },
    boundedKey: filteredByGrant,
    params,
    body: createAppSecretSchema,
    isBodyOptional: true,
    success: { status: 201, description: "The app and its new secret", schema: appWithSecretSchema },
    handle: (ctx, { params: { id }, body }) => createSecretOfApp(ctx, { ...body, id }),
    replay: replaySecret,
  }),
  defineRoute({
    method: "DELETE",
    path: "/apps/{id}/secrets/{secretId}",
    operationId: "endAppSecret",
    summary: "End a secret of an app: it and the tokens that it got stop working now",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params: appSecretParams,
    success: app("The app, without the secret"),
    handle: (ctx, input) => endSecretOfApp(ctx, input.params),
  }),
  defineRoute({
    method: "GET",
    path: "/apps/{id}/usage",
    operationId: "readAppUsage",
    summary: "Read an app's usage: how often its tokens were used, and with which results",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    query: appUsageQuery,
    success: { status: 200, description: "The number of requests in each group", schema: keyUsageSchema },
    handle: (ctx, { params: { id }, query }) => readAppUsage(ctx, { ...query, id }),
  }),
];
