"use client";

import { type WorkerDto, workerSchema } from "#lib/contract/resources/workers.ts";
import { requestApi } from "../api-client.ts";

interface WorkerAddress {
  teamId: string;
  id: string;
}

export interface WorkerFields {
  name: string;
  environment: string;
  description: string;
  instructions: string;
}

function pathOf({ id }: WorkerAddress): string {
  return `/workers/${encodeURIComponent(id)}`;
}

export function createWorker(teamId: string, body: WorkerFields, idempotencyKey: string) {
  return requestApi({ method: "POST", path: "/workers", teamId, body, idempotencyKey, schema: workerSchema });
}

export function updateWorker(
  address: WorkerAddress,
  changes: Partial<Omit<WorkerFields, "environment"> & Pick<WorkerDto, "status">>,
) {
  const { teamId } = address;
  return requestApi({ method: "PATCH", path: pathOf(address), teamId, body: changes, schema: workerSchema });
}

export function deleteWorker(address: WorkerAddress) {
  return requestApi({
    method: "DELETE",
    path: pathOf(address),
    teamId: address.teamId,
    schema: workerSchema,
  });
}
