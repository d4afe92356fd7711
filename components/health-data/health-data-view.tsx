"use client";

import { Database } from "lucide-react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { FhirServerDto } from "#lib/schemas/fhir-servers.ts";
import { CallPanel } from "../resources/call-panel.tsx";
import { fhirServersTarget } from "../resources/call-samples.ts";
import { DeleteResourceDialog } from "../resources/delete-resource-dialog.tsx";
import { AddButton, ResourceHeader } from "../resources/resource-header.tsx";
import { ResourcePager } from "../resources/resource-pager.tsx";
import { resourceTexts } from "../resources/texts.ts";
import { useResourceDialogs } from "../resources/use-resource-dialogs.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { deleteServer } from "./server-client.ts";
import { ServerFormDialog } from "./server-form-dialog.tsx";
import { ServerRow } from "./server-row.tsx";
import { healthDataTexts as texts } from "./texts.ts";

const columns: readonly Column[] = [
  { key: "name", label: texts.columns.name },
  { key: "environment", label: resourceTexts.columns.environment },
  { key: "version", label: texts.columns.version },
  { key: "created", label: resourceTexts.columns.created },
  { key: "connection", label: texts.columns.connection },
  { key: "actions", label: resourceTexts.columns.actions, isLabelHidden: true, isPinned: true },
];

/** The team's FHIR servers. */
export function HealthDataView({ page }: { page: ResourcePageData<FhirServerDto> }) {
  const dialogs = useResourceDialogs<FhirServerDto>();
  const edited = useLast(dialogs.edited);
  const servers = page.list.data;
  const add = { page, label: texts.add, onPress: dialogs.startCreating };
  const form = { page, onClose: dialogs.close, finalFocus: dialogs.finalFocus };
  return (
    <>
      <ResourceHeader {...add} ref={dialogs.addRef} title={texts.title} intro={texts.intro(page.team.name)} />
      {servers.length === 0 ? (
        <NoServers mayWrite={page.mayWrite} addButton={<AddButton {...add} />} />
      ) : (
        <Table label={texts.table} columns={columns}>
          {servers.map((server) => (
            <ServerRow key={server.id} server={server} page={page} onStart={dialogs.start} />
          ))}
        </Table>
      )}
      <ResourcePager page={page} />
      <CallPanel
        origin={page.origin}
        target={fhirServersTarget}
        keysPath={`/t/${page.team.slug}/settings/api-keys`}
      />
      <ServerFormDialog
        {...form}
        isOpen={dialogs.isCreating}
        server={undefined}
        onSaved={({ name }) => dialogs.conclude(texts.form.created(name))}
      />
      <ServerFormDialog
        {...form}
        isOpen={dialogs.edited !== null}
        server={edited ?? undefined}
        onSaved={() => dialogs.conclude(resourceTexts.saved)}
      />
      <DeleteResourceDialog
        {...texts.delete}
        item={dialogs.deleted}
        run={deleteServer}
        onClose={dialogs.close}
        onDeleted={dialogs.concludeDeletion}
        finalFocus={dialogs.finalFocus}
      />
    </>
  );
}

function NoServers({ mayWrite, addButton }: { mayWrite: boolean; addButton: React.ReactNode }) {
  const { title, text, viewer, docs } = texts.empty;
  return (
    <EmptyState
      icon={<Database aria-hidden="true" />}
      title={title}
      actions={
        <>
          {mayWrite ? addButton : null}
          <ButtonLink href="/docs">{docs}</ButtonLink>
        </>
      }
    >
      {mayWrite ? text : viewer}
    </EmptyState>
  );
}
