"use client";

import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { ActionsCell, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { NameCell } from "../resources/resource-cells.tsx";
import { ResourceMenu } from "../resources/resource-menu.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { ConnectionResult } from "./connection-result.tsx";
import { checkServer } from "./server-client.ts";
import { healthDataTexts as texts } from "./texts.ts";
import { useConnectionTest } from "./use-connection-test.ts";

interface ServerRowProps {
  server: FhirServerDto;
  page: Pick<ResourcePageData<FhirServerDto>, "environments" | "canWrite" | "now">;
  onStart: (kind: "edit" | "delete", opener: HTMLElement | null) => void;
}

export function ServerRow({ server, page, onStart }: ServerRowProps) {
  const { test, start } = useConnectionTest(() => checkServer(server));
  return (
    <TableRow>
      <NameCell name={server.name} detail={server.baseUrl} />
      <TableCell label={resourceTexts.columns.environment}>
        <EnvironmentBadge slug={server.environment} environments={page.environments} />
      </TableCell>
      <TableCell label={texts.columns.version}>{server.fhirVersion}</TableCell>
      <TableCell label={resourceTexts.columns.created}>
        <RelativeTime at={server.createdAt} serverNow={page.now} />
      </TableCell>
      <TableCell label={texts.columns.connection} className="sm:w-64 max-sm:col-span-2">
        <ConnectionResult test={test} />
        <Button
          isBusy={test.isBusy}
          onClick={start}
          aria-label={texts.test.ofRow(server.name)}
          className={test.result === null && test.failure === null ? undefined : "mt-1.5"}
        >
          {test.isBusy ? texts.test.running : texts.test.run}
        </Button>
      </TableCell>
      <ActionsCell>
        <ResourceMenu item={server} canWrite={page.canWrite} onStart={onStart} />
      </ActionsCell>
    </TableRow>
  );
}
