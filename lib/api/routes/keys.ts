import { filteredByGrant, filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import {
  type ApiContext,
  defineHeavyRoute,
  defineRoute,
  type HeavyApiContext,
  TextStream,
} from "#lib/api/pipeline/define-route.ts";
import { chooseForm, heavySearch } from "#lib/api/pipeline/heavy-request.ts";
import {
  createKeySchema,
  deleteKeySchema,
  keyPageSchema,
  keySchema,
  keyWithSecretSchema,
  type ListKeysQuery,
  listKeysQuery,
  lookUpKeySchema,
  rotateKeySchema,
  type UpdateKeyInput,
  updateKeySchema,
} from "#lib/contract/keys/keys.ts";
import {
  keyUsageQuery,
  keyUsageSchema,
  usageSeriesQuery,
  usageSeriesSchema,
} from "#lib/contract/keys/usage.ts";
import { createKey } from "#lib/services/keys/create.ts";
import { deleteKey } from "#lib/services/keys/delete.ts";
import { disableKey } from "#lib/services/keys/disable.ts";
import { enableKey } from "#lib/services/keys/enable.ts";
import { exportKeys } from "#lib/services/keys/export/export-keys.ts";
import { finishRotation } from "#lib/services/keys/finish-rotation.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { lookUpKey } from "#lib/services/keys/look-up.ts";
import { readKey } from "#lib/services/keys/read.ts";
import { rotateKey } from "#lib/services/keys/rotate.ts";
import { updateKey } from "#lib/services/keys/update.ts";
import { readKeyUsageSeries } from "#lib/services/keys/usage/read-series.ts";
import { readKeyUsage } from "#lib/services/keys/usage/read-usage.ts";
import { idParams } from "./params.ts";

const tag = "Keys";
const mayRead = { anyOf: ["keys:read"] };
/** Whether a change can give a key more than it has. Everything but its texts counts, without reading the key. */
function changesReach(changes: UpdateKeyInput): boolean {
  const { name: _, description: _description, expectedUpdatedAt: _expected, ...rest } = changes;
  return Object.keys(rest).length > 0;
}

const mayWrite = { anyOf: ["keys:write"] };
const params = idParams("key");

/** The response to a repeated request contains the same key but no secret, which is returned only once. */
async function replayWithSecret(ctx: ApiContext, id: string) {
  return { ...(await readKey(ctx, { id })), secret: null, secretShown: true };
}

const replay = (ctx: ApiContext, id: string) => readKey(ctx, { id });

const forms = { "text/csv": "All matching keys as one file (RFC 4180), ordered by creation, newest first" };

function listOrExport(ctx: HeavyApiContext, query: ListKeysQuery) {
  if (chooseForm(ctx.accept, forms) === null) return listKeys(ctx, query);
  const fileName = `api-keys-${ctx.now.toISOString().slice(0, 10)}.csv`;
  const lines = exportKeys(ctx, { ...query, cursor: undefined });
  return Promise.resolve(new TextStream("text/csv; charset=utf-8", fileName, lines));
}

const key = (description: string) => ({ status: 200, description, schema: keySchema }) as const;

export const keyRoutes = [
  defineHeavyRoute({
    method: "GET",
    path: "/keys",
    operationId: "listKeys",
    summary: "List the team's keys without their secrets, or export all matching keys as CSV",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    heavy: {
      ...heavySearch,
      when: "searchOrFile",
      // As isCostlyList of the service.
      orWith: { sort: ["requests", "-requests"], rejected: ["true"] },
    },
    query: listKeysQuery,
    success: { status: 200, description: "A page of keys", schema: keyPageSchema },
    otherForms: forms,
    handle: (ctx, { query }) => listOrExport(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/keys",
    operationId: "createKey",
    summary: "Create a key; its secret is returned only once",
    tag,
    access: mayWrite,
    asksAgain: "keys",
    boundedKey: filteredByGrant,
    body: createKeySchema,
    success: { status: 201, description: "The key and its secret", schema: keyWithSecretSchema },
    handle: (ctx, { body }) => createKey(ctx, body),
    replay: replayWithSecret,
  }),
  defineRoute({
    method: "POST",
    path: "/keys/lookup",
    operationId: "lookUpKey",
    summary: "Find the key that a secret belongs to",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    body: lookUpKeySchema,
    takesAnyText: true,
    success: key("The key"),
    handle: (ctx, { body }) => lookUpKey(ctx, body),
  }),
  defineRoute({
    method: "GET",
    path: "/keys/{id}",
    operationId: "readKey",
    summary: "Read a key; its secrets are never returned",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: key("The key"),
    handle: (ctx, input) => readKey(ctx, input.params),
  }),
  defineRoute({
    method: "PATCH",
    path: "/keys/{id}",
    operationId: "updateKey",
    summary: "Update a key; omitted fields stay unchanged",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "keys",
      when: ({ body }) => changesReach(body),
      condition: "unless only the name and the description change",
    },
    boundedKey: filteredByGrant,
    params,
    body: updateKeySchema,
    success: key("The updated key"),
    handle: (ctx, { params: { id }, body }) => updateKey(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/keys/{id}",
    operationId: "deleteKey",
    summary: "Delete a key: it is revoked immediately and permanently",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    body: deleteKeySchema,
    isBodyOptional: true,
    success: key("The revoked key"),
    handle: (ctx, { params: { id }, body }) => deleteKey(ctx, { id, reason: body.reason }),
  }),
  defineRoute({
    method: "POST",
    path: "/keys/{id}/rotate",
    operationId: "rotateKey",
    summary: "Rotate a key's secret; the previous secret keeps working during a grace period",
    tag,
    access: mayWrite,
    asksAgain: {
      for: "keys",
      when: ({ body }) => body.gracePeriodSeconds > 0,
      condition: "unless `gracePeriodSeconds` is 0",
    },
    boundedKey: filteredByGrant,
    params,
    body: rotateKeySchema,
    isBodyOptional: true,
    success: { status: 200, description: "The key and its new secret", schema: keyWithSecretSchema },
    handle: (ctx, { params: { id }, body }) => rotateKey(ctx, { ...body, id }),
    replay: replayWithSecret,
  }),
  defineRoute({
    method: "POST",
    path: "/keys/{id}/rotate/finish",
    operationId: "finishRotation",
    summary: "Finish a rotation: the previous secret stops working now",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: key("The key, with only its current secret working"),
    handle: (ctx, input) => finishRotation(ctx, input.params),
    replay,
  }),
  defineRoute({
    method: "POST",
    path: "/keys/{id}/disable",
    operationId: "disableKey",
    summary: "Disable a key: it is rejected until it is enabled again",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: key("The disabled key"),
    handle: (ctx, input) => disableKey(ctx, input.params),
    replay,
  }),
  defineRoute({
    method: "POST",
    path: "/keys/{id}/enable",
    operationId: "enableKey",
    summary: "Enable a disabled key",
    tag,
    access: mayWrite,
    asksAgain: "keys",
    boundedKey: filteredByGrant,
    params,
    success: key("The enabled key"),
    handle: (ctx, input) => enableKey(ctx, input.params),
    replay,
  }),
  defineRoute({
    method: "GET",
    path: "/keys/{id}/usage",
    operationId: "readKeyUsage",
    summary: "Read a key's usage: how often it was used, and with which results",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    query: keyUsageQuery,
    success: { status: 200, description: "The number of requests in each group", schema: keyUsageSchema },
    handle: (ctx, { params: { id }, query }) => readKeyUsage(ctx, { ...query, id }),
  }),
  defineRoute({
    method: "GET",
    path: "/keys/{id}/usage/series",
    operationId: "readKeyUsageSeries",
    summary: "Read a key's requests over time, by outcome",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    query: usageSeriesQuery,
    success: { status: 200, description: "The requests of each hour or day", schema: usageSeriesSchema },
    handle: (ctx, { params: { id }, query }) => readKeyUsageSeries(ctx, { ...query, id }),
  }),
];
