"use client";

import { Database } from "lucide-react";
import { fhirServersTarget } from "#components/resources/api-samples.ts";
import { Button } from "#components/ui/button/button.tsx";
import { TableCell } from "#components/ui/display/table.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import type { ResourceKind } from "../../resources/resource-kind.ts";
import { useRequest } from "../../use-request.ts";
import { GatewayStatus } from "../gateway-status.tsx";
import { getServerPath } from "../server-path.ts";
import { healthDataTexts as texts } from "../texts.ts";
import { ConnectionResult } from "./connection-result.tsx";
import { checkServer, type ServerFields, serverClient } from "./server-client.ts";
import { ServerFormFields } from "./server-form-fields.tsx";

/** What the list, and the dialogs of the list and of a server's page, need to know of FHIR servers. */
export const fhirServers: ResourceKind<FhirServerDto, ServerFields> = {
  ...serverClient,
  texts,
  icon: <Database aria-hidden="true" />,
  columns: [
    { key: "version", label: texts.columns.version },
    { key: "gateway", label: texts.columns.gateway },
    { key: "connection", label: texts.columns.connection },
  ],
  samples: fhirServersTarget,
  getPath: ({ id }, teamSlug) => getServerPath(teamSlug, id),
  getDetail: ({ baseUrl }) => baseUrl,
  Cells: ServerCells,
  emptyFields: { name: "", baseUrl: "", environment: "", fhirVersion: "R4" },
  toFields: ({ name, baseUrl, environment, fhirVersion }) => ({ name, baseUrl, environment, fhirVersion }),
  FormFields: ServerFormFields,
};

function ServerCells({ item }: { item: FhirServerDto }) {
  const { isBusy, result, run } = useRequest((signal) => checkServer(item, signal));
  return (
    <>
      <TableCell label={texts.columns.version}>{item.fhirVersion}</TableCell>
      <TableCell label={texts.columns.gateway}>
        <GatewayStatus gateway={item.gateway} />
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
