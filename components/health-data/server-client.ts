"use client";

import { fhirConnectionSchema, fhirServerSchema } from "#lib/contract/resources/fhir-servers.ts";
import { callApi } from "../api-client.ts";

interface ServerAddress {
  teamId: string;
  id: string;
}

export interface ServerFields {
  name: string;
  baseUrl: string;
  environment: string;
  fhirVersion: string;
}

function pathOf({ id }: ServerAddress, rest = ""): string {
  return `/fhir/servers/${encodeURIComponent(id)}${rest}`;
}

export function createServer(teamId: string, body: ServerFields, idempotencyKey: string) {
  return callApi({
    method: "POST",
    path: "/fhir/servers",
    teamId,
    body,
    idempotencyKey,
    answer: fhirServerSchema,
  });
}

export function updateServer(address: ServerAddress, changes: Omit<ServerFields, "environment">) {
  const { teamId } = address;
  return callApi({ method: "PATCH", path: pathOf(address), teamId, body: changes, answer: fhirServerSchema });
}

export function deleteServer(address: ServerAddress) {
  return callApi({
    method: "DELETE",
    path: pathOf(address),
    teamId: address.teamId,
    answer: fhirServerSchema,
  });
}

export function checkServer(address: ServerAddress) {
  return callApi({
    method: "POST",
    path: pathOf(address, "/check"),
    teamId: address.teamId,
    answer: fhirConnectionSchema,
  });
}

export function checkBaseUrl(teamId: string, baseUrl: string) {
  return callApi({
    method: "POST",
    path: "/fhir/servers/check",
    teamId,
    body: { baseUrl },
    answer: fhirConnectionSchema,
  });
}
