"use client";

import { Bot } from "lucide-react";
import { ApiPanel } from "#components/resources/api-panel.tsx";
import { workersTarget } from "#components/resources/api-samples.ts";
import { describeRefusal } from "#components/shell/failure/disabled-reason.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { type Column, Table } from "#components/ui/display/table.tsx";
import { tellFailure } from "#components/ui/overlay/toast.ts";
import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import { describeFailure } from "../api-client.ts";
import { ConfirmDialog } from "../dialogs/confirm-dialog.tsx";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import { ResourcePager } from "../resources/resource-pager.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { PageAction } from "../shell/page-action.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { workerTexts as texts } from "./texts.ts";
import { deleteWorker, updateWorker } from "./worker-client.ts";
import { WorkerFormDialog } from "./worker-form-dialog.tsx";
import { WorkerRow } from "./worker-row.tsx";

const columns: readonly Column[] = [
  { key: "name", label: texts.columns.name },
  { key: "environment", label: resourceTexts.columns.environment },
  { key: "status", label: texts.columns.status },
  { key: "changed", label: texts.columns.changed },
  { key: "actions", label: resourceTexts.columns.actions, isLabelHidden: true, isPinned: true },
];

type Open = { kind: "create" } | { kind: "edit" | "delete"; worker: WorkerDto };

export function WorkersView({ page }: { page: ResourcePageData<WorkerDto> }) {
  const dialogs = useDialogs<Open>();
  const { open, close, finalFocus } = dialogs;
  const workers = page.list.data;
  const disabledReason = describeRefusal(page.canWrite, page.people);
  const add = { label: texts.add, refusal: disabledReason, onPress: () => dialogs.show({ kind: "create" }) };

  const toggle = async (worker: WorkerDto) => {
    const isActive = worker.status === "active";
    const result = await updateWorker(worker, { status: isActive ? "paused" : "active" });
    if (!result.isOk) return tellFailure(resourceTexts.failed, describeFailure(result.failure));
    dialogs.conclude(isActive ? texts.paused(worker.name) : texts.activated(worker.name));
  };

  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro(page.team.name)} refusal={disabledReason}>
        <PageAction {...add} ref={dialogs.anchorRef} />
      </PageHeader>
      {workers.length === 0 ? (
        <EmptyWorkers canWrite={page.canWrite} addButton={<PageAction {...add} />} />
      ) : (
        <Table label={texts.table} columns={columns}>
          {workers.map((worker) => (
            <WorkerRow
              key={worker.id}
              worker={worker}
              page={page}
              onStart={(kind, opener) => dialogs.show({ kind, worker }, opener)}
              onToggle={toggle}
            />
          ))}
        </Table>
      )}
      <ResourcePager list={page.list} isContinued={page.isContinued} />
      <ApiPanel
        origin={page.origin}
        target={workersTarget}
        keysPath={`/t/${page.team.slug}/settings/api-keys`}
      />
      <WorkerFormDialog
        worker={open?.kind === "create" ? "new" : open?.kind === "edit" ? open.worker : null}
        page={page}
        onClose={close}
        onSaved={({ name }, isNew) =>
          dialogs.conclude(isNew ? texts.form.created(name) : resourceTexts.saved)
        }
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "delete" ? open.worker : null}
        title={({ name }) => texts.delete.title(name)}
        intro={texts.delete.consequence}
        submit={texts.delete.submit}
        run={deleteWorker}
        onClose={close}
        onDone={({ name }) => dialogs.concludeRemoval(resourceTexts.deleted(name))}
        finalFocus={finalFocus}
      />
    </>
  );
}

function EmptyWorkers({ canWrite, addButton }: { canWrite: boolean; addButton: React.ReactNode }) {
  const { title, text, viewer, docs } = texts.empty;
  return (
    <EmptyState
      icon={<Bot aria-hidden="true" />}
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
