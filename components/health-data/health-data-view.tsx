"use client";

import { Database } from "lucide-react";
import { fhirServersTarget } from "#components/resources/api-samples.ts";
import { Button } from "#components/ui/button/button.tsx";
import { TableCell } from "#components/ui/display/table.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import type { ResourceKind } from "../resources/resource-kind.ts";
import { ResourceView } from "../resources/resource-view.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { useRequest } from "../use-request.ts";
import { ConnectionResult } from "./connection-result.tsx";
import { checkServer, type ServerFields, serverClient } from "./server-client.ts";
import { ServerFormFields } from "./server-form-fields.tsx";
import { healthDataTexts as texts } from "./texts.ts";

const fhirServers: ResourceKind<FhirServerDto, ServerFields> = {
  ...serverClient,
  texts,
  icon: <Database aria-hidden="true" />,
  columns: [
    { key: "version", label: texts.columns.version },
    { key: "created", label: resourceTexts.columns.created },
    { key: "connection", label: texts.columns.connection },
  ],
  samples: fhirServersTarget,
  getDetail: ({ baseUrl }) => baseUrl,
  Cells: ServerCells,
  emptyFields: { name: "", baseUrl: "", environment: "", fhirVersion: "R4" },
  toFields: ({ name, baseUrl, environment, fhirVersion }) => ({ name, baseUrl, environment, fhirVersion }),
  FormFields: ServerFormFields,
};

export function HealthDataView({ page }: { page: ResourcePageData<FhirServerDto> }) {
  return <ResourceView kind={fhirServers} page={page} />;
}

function ServerCells({ item, now }: { item: FhirServerDto; now: string }) {
  const { isBusy, result, run } = useRequest((signal) => checkServer(item, signal));
  return (
    <>
      <TableCell label={texts.columns.version}>{item.fhirVersion}</TableCell>
      <TableCell label={resourceTexts.columns.created}>
        <RelativeTime at={item.createdAt} serverNow={now} />
      </TableCell>
      <TableCell label={texts.columns.connection} className="sm:w-64 max-sm:col-span-2">
        <ConnectionResult result={isBusy ? null : result} />
        <Button
          isBusy={isBusy}
          onClick={() => run()}
          aria-label={texts.test.ofRow(item.name)}
          className={isBusy || result === null ? undefined : "mt-1.5"}
        >
          {isBusy ? texts.test.running : texts.test.run}
        </Button>
      </TableCell>
    </>
  );
}
