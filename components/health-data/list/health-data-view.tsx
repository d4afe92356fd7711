"use client";

import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { ResourceView } from "../../resources/resource-view.tsx";
import type { ResourcePageData } from "../../resources/view-data.ts";
import { fhirServers } from "./server-kind.tsx";

export function HealthDataView({ page }: { page: ResourcePageData<FhirServerDto> }) {
  return <ResourceView kind={fhirServers} page={page} />;
}
