"use client";

import {
  type FhirServerDto,
  fhirConnectionSchema,
  fhirServerSchema,
} from "#lib/contract/resources/fhir-servers.ts";
import { requestApi } from "../../api-client.ts";
import { createResourceClient, type ResourceAddress } from "../../resources/resource-client.ts";

export interface ServerFields {
  name: string;
  baseUrl: string;
  environment: string;
  fhirVersion: string;
}

const path = "/fhir/servers";

export const serverClient = createResourceClient<FhirServerDto, ServerFields>(path, fhirServerSchema);

const pathOf = ({ id }: ResourceAddress, rest: string) => `${path}/${encodeURIComponent(id)}${rest}`;

/** `body` is an UpdateFhirGatewayInput. */
export function updateGateway(server: ResourceAddress, body: object) {
  const { teamId } = server;
  return requestApi({
    method: "PATCH",
    path: pathOf(server, "/gateway"),
    teamId,
    body,
    schema: fhirServerSchema,
  });
}

/** `body` is a SetFhirCredentialInput. */
export function setCredential(server: ResourceAddress, body: object) {
  const { teamId } = server;
  return requestApi({
    method: "POST",
    path: pathOf(server, "/credential"),
    teamId,
    body,
    schema: fhirServerSchema,
  });
}

export function removeCredential(server: ResourceAddress) {
  const { teamId } = server;
  return requestApi({
    method: "DELETE",
    path: pathOf(server, "/credential"),
    teamId,
    schema: fhirServerSchema,
  });
}

export function checkServer(server: ResourceAddress, signal: AbortSignal) {
  return requestApi({
    method: "POST",
    path: pathOf(server, "/check"),
    teamId: server.teamId,
    signal,
    schema: fhirConnectionSchema,
  });
}

export function checkBaseUrl(teamId: string, baseUrl: string, signal: AbortSignal) {
  return requestApi({
    method: "POST",
    path: `${path}/check`,
    teamId,
    body: { baseUrl },
    signal,
    schema: fhirConnectionSchema,
  });
}
