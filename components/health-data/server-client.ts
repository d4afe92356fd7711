"use client";

import {
  type FhirServerDto,
  fhirConnectionSchema,
  fhirServerSchema,
} from "#lib/contract/resources/fhir-servers.ts";
import { requestApi } from "../api-client.ts";
import { createResourceClient, type ResourceAddress } from "../resources/resource-client.ts";

export interface ServerFields {
  name: string;
  baseUrl: string;
  environment: string;
  fhirVersion: string;
}

const path = "/fhir/servers";

export const serverClient = createResourceClient<FhirServerDto, ServerFields>(path, fhirServerSchema);

export function checkServer({ teamId, id }: ResourceAddress, signal: AbortSignal) {
  return requestApi({
    method: "POST",
    path: `${path}/${encodeURIComponent(id)}/check`,
    teamId,
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
