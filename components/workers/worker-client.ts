"use client";

import { type WorkerDto, workerSchema } from "#lib/contract/resources/workers.ts";
import { callApi } from "../api-client.ts";

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
  return callApi({ method: "POST", path: "/workers", teamId, body, idempotencyKey, answer: workerSchema });
}

export function updateWorker(
  address: WorkerAddress,
  changes: Partial<Omit<WorkerFields, "environment"> & Pick<WorkerDto, "status">>,
) {
  const { teamId } = address;
  return callApi({ method: "PATCH", path: pathOf(address), teamId, body: changes, answer: workerSchema });
}

export function deleteWorker(address: WorkerAddress) {
  return callApi({ method: "DELETE", path: pathOf(address), teamId: address.teamId, answer: workerSchema });
}
