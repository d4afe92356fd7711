"use client";

import { Database } from "lucide-react";
import { ApiPanel } from "#components/resources/api-panel.tsx";
import { fhirServersTarget } from "#components/resources/api-samples.ts";
import { describeRefusal } from "#components/shell/failure/disabled-reason.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { type Column, Table } from "#components/ui/display/table.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { ConfirmDialog } from "../dialogs/confirm-dialog.tsx";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import { ResourcePager } from "../resources/resource-pager.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { PageAction } from "../shell/page-action.tsx";
import { PageHeader } from "../shell/page-header.tsx";
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

type Open = { kind: "create" } | { kind: "edit" | "delete"; server: FhirServerDto };

export function HealthDataView({ page }: { page: ResourcePageData<FhirServerDto> }) {
  const dialogs = useDialogs<Open>();
  const { open, close, finalFocus } = dialogs;
  const servers = page.list.data;
  const disabledReason = describeRefusal(page.canWrite, page.people);
  const add = { label: texts.add, refusal: disabledReason, onPress: () => dialogs.show({ kind: "create" }) };
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro(page.team.name)} refusal={disabledReason}>
        <PageAction {...add} ref={dialogs.anchorRef} />
      </PageHeader>
      {servers.length === 0 ? (
        <EmptyServers canWrite={page.canWrite} addButton={<PageAction {...add} />} />
      ) : (
        <Table label={texts.table} columns={columns}>
          {servers.map((server) => (
            <ServerRow
              key={server.id}
              server={server}
              page={page}
              onStart={(kind, opener) => dialogs.show({ kind, server }, opener)}
            />
          ))}
        </Table>
      )}
      <ResourcePager list={page.list} isContinued={page.isContinued} />
      <ApiPanel
        origin={page.origin}
        target={fhirServersTarget}
        keysPath={`/t/${page.team.slug}/settings/api-keys`}
      />
      <ServerFormDialog
        server={open?.kind === "create" ? "new" : open?.kind === "edit" ? open.server : null}
        page={page}
        onClose={close}
        onSaved={({ name }, isNew) =>
          dialogs.conclude(isNew ? texts.form.created(name) : resourceTexts.saved)
        }
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "delete" ? open.server : null}
        title={({ name }) => texts.delete.title(name)}
        intro={texts.delete.consequence}
        submit={texts.delete.submit}
        run={deleteServer}
        onClose={close}
        onDone={({ name }) => dialogs.concludeRemoval(resourceTexts.deleted(name))}
        finalFocus={finalFocus}
      />
    </>
  );
}

function EmptyServers({ canWrite, addButton }: { canWrite: boolean; addButton: React.ReactNode }) {
  const { title, text, viewer, docs } = texts.empty;
  return (
    <EmptyState
      icon={<Database aria-hidden="true" />}
      title={title}
      actions={
        <>
          {canWrite ? addButton : null}
          <ButtonLink href="/docs/teams#ai-workers-and-fhir-servers">{docs}</ButtonLink>
        </>
      }
    >
      {canWrite ? text : viewer}
    </EmptyState>
  );
}
