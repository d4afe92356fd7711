"use client";

import { fhirConnectionSchema, fhirServerSchema } from "#lib/contract/resources/fhir-servers.ts";
import { requestApi } from "../api-client.ts";

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
  return requestApi({
    method: "POST",
    path: "/fhir/servers",
    teamId,
    body,
    idempotencyKey,
    schema: fhirServerSchema,
  });
}

export function updateServer(address: ServerAddress, changes: Omit<ServerFields, "environment">) {
  const { teamId } = address;
  return requestApi({
    method: "PATCH",
    path: pathOf(address),
    teamId,
    body: changes,
    schema: fhirServerSchema,
  });
}

export function deleteServer(address: ServerAddress) {
  return requestApi({
    method: "DELETE",
    path: pathOf(address),
    teamId: address.teamId,
    schema: fhirServerSchema,
  });
}

export function checkServer(address: ServerAddress) {
  return requestApi({
    method: "POST",
    path: pathOf(address, "/check"),
    teamId: address.teamId,
    schema: fhirConnectionSchema,
  });
}

export function checkBaseUrl(teamId: string, baseUrl: string) {
  return requestApi({
    method: "POST",
    path: "/fhir/servers/check",
    teamId,
    body: { baseUrl },
    schema: fhirConnectionSchema,
  });
}
