import { filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createWorkerSchema,
  listWorkersQuery,
  updateWorkerSchema,
  workerPageSchema,
  workerSchema,
} from "#lib/contract/resources/workers.ts";
import { createWorker } from "#lib/services/workers/create.ts";
import { deleteWorker } from "#lib/services/workers/delete.ts";
import { listWorkers } from "#lib/services/workers/list.ts";
import { readWorker } from "#lib/services/workers/read.ts";
import { updateWorker } from "#lib/services/workers/update.ts";
import { idParams } from "./params.ts";

const tag = "AI workers";
const mayRead = { anyOf: ["workers:read"] };
const mayWrite = { anyOf: ["workers:write"] };
const params = idParams("worker");

export const workerRoutes = [
  defineRoute({
    method: "GET",
    path: "/workers",
    operationId: "listWorkers",
    summary: "List the team's AI workers",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    query: listWorkersQuery,
    success: { status: 200, description: "A page of AI workers", schema: workerPageSchema },
    handle: (ctx, { query }) => listWorkers(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/workers",
    operationId: "createWorker",
    summary: "Create an AI worker",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    body: createWorkerSchema,
    success: { status: 201, description: "The AI worker", schema: workerSchema },
    handle: (ctx, { body }) => createWorker(ctx, body),
    replay: (ctx, id) => readWorker(ctx, { id }),
  }),
  defineRoute({
    method: "GET",
    path: "/workers/{id}",
    operationId: "readWorker",
    summary: "Read an AI worker",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: { status: 200, description: "The AI worker", schema: workerSchema },
    handle: (ctx, input) => readWorker(ctx, input.params),
  }),
  defineRoute({
    method: "PATCH",
    path: "/workers/{id}",
    operationId: "updateWorker",
    summary: "Update an AI worker: its name, description, instructions or status",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    body: updateWorkerSchema,
    success: { status: 200, description: "The updated AI worker", schema: workerSchema },
    handle: (ctx, { params: { id }, body }) => updateWorker(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/workers/{id}",
    operationId: "deleteWorker",
    summary: "Remove an AI worker",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: filteredByReach,
    params,
    success: { status: 200, description: "The removed AI worker", schema: workerSchema },
    handle: (ctx, input) => deleteWorker(ctx, input.params),
  }),
];
