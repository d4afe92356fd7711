"use client";

import type { ReactNode } from "react";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { ActionsCell, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { ConfirmDialog } from "../dialogs/confirm-dialog.tsx";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import { PageAction } from "../shell/page-action.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { ApiPanel } from "./api-panel.tsx";
import { NameCell } from "./resource-cells.tsx";
import { ResourceFormDialog } from "./resource-form-dialog.tsx";
import type { Resource, ResourceFields, ResourceKind } from "./resource-kind.ts";
import { ResourceMenu } from "./resource-menu.tsx";
import { ResourcePager } from "./resource-pager.tsx";
import { resourceTexts } from "./texts.ts";
import type { ResourcePageData } from "./view-data.ts";

const { columns: labels } = resourceTexts;

type Open<Item> = { kind: "create" } | { kind: "edit" | "delete"; item: Item };

interface ResourceViewProps<Item extends Resource, Fields extends ResourceFields> {
  kind: ResourceKind<Item, Fields>;
  page: ResourcePageData<Item>;
}

/** A page that lists one type of resource, with the dialogs to create, edit and delete one. */
export function ResourceView<Item extends Resource, Fields extends ResourceFields>(
  props: ResourceViewProps<Item, Fields>,
) {
  const { kind, page } = props;
  const { texts } = kind;
  const dialogs = useDialogs<Open<Item>>();
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;
  const disabledReason = describeDisabledReason(page.canWrite, page.people);
  const add = { label: texts.add, disabledReason, onPress: () => dialogs.show({ kind: "create" }) };
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro(page.team.name)} disabledReason={disabledReason}>
        <PageAction {...add} ref={dialogs.anchorRef} />
      </PageHeader>
      {page.list.data.length === 0 ? (
        <EmptyList {...props} addButton={<PageAction {...add} />} />
      ) : (
        <ResourceTable
          {...props}
          onStart={(action, item, opener) => dialogs.show({ kind: action, item }, opener)}
          onChanged={closeWithMessage}
        />
      )}
      <ResourcePager list={page.list} isContinued={page.isContinued} />
      <ApiPanel
        origin={page.origin}
        target={kind.samples}
        keysPath={`/t/${page.team.slug}/settings/api-keys`}
      />
      <ResourceFormDialog
        item={open?.kind === "create" ? "new" : open?.kind === "edit" ? open.item : null}
        kind={kind}
        page={page}
        onClose={close}
        onSaved={({ name }, isNew) =>
          closeWithMessage(isNew ? texts.form.created(name) : resourceTexts.saved)
        }
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "delete" ? open.item : null}
        title={({ name }) => texts.delete.title(name)}
        intro={texts.delete.consequence}
        submit={texts.delete.submit}
        run={kind.remove}
        onClose={close}
        onDone={({ name }) => closeAfterRemoval(resourceTexts.deleted(name))}
        finalFocus={finalFocus}
      />
    </>
  );
}

interface ResourceTableProps<Item extends Resource, Fields extends ResourceFields>
  extends ResourceViewProps<Item, Fields> {
  onStart: (action: "edit" | "delete", item: Item, opener: HTMLElement | null) => void;
  onChanged: (message: string) => void;
}

function ResourceTable<Item extends Resource, Fields extends ResourceFields>(
  props: ResourceTableProps<Item, Fields>,
) {
  const { kind, page, onStart, onChanged } = props;
  const { Cells, MenuItems } = kind;
  const disabledReason = page.canWrite ? undefined : resourceTexts.readOnly;
  const columns = [
    { key: "name", label: labels.name },
    { key: "environment", label: labels.environment },
    ...kind.columns,
    { key: "actions", label: labels.actions, isLabelHidden: true, isPinned: true },
  ];
  return (
    <Table label={kind.texts.table} columns={columns}>
      {page.list.data.map((item) => (
        <TableRow key={item.id}>
          <NameCell
            name={item.name}
            detail={kind.getDetail(item)}
            href={kind.getPath?.(item, page.team.slug)}
          />
          <TableCell label={labels.environment} className="sm:max-w-40">
            <EnvironmentBadge slug={item.environment} environments={page.environments} />
          </TableCell>
          <Cells item={item} now={page.now} />
          <ActionsCell>
            <ResourceMenu
              item={item}
              disabledReason={disabledReason}
              onStart={(action, opener) => onStart(action, item, opener)}
            >
              {MenuItems === undefined ? null : (
                <MenuItems item={item} disabledReason={disabledReason} onChanged={onChanged} />
              )}
            </ResourceMenu>
          </ActionsCell>
        </TableRow>
      ))}
    </Table>
  );
}

interface EmptyListProps<Item extends Resource, Fields extends ResourceFields>
  extends ResourceViewProps<Item, Fields> {
  addButton: ReactNode;
}

function EmptyList<Item extends Resource, Fields extends ResourceFields>(
  props: EmptyListProps<Item, Fields>,
) {
  const { kind, page, addButton } = props;
  const { title, text, viewer } = kind.texts.empty;
  return (
    <EmptyState
      icon={kind.icon}
      title={title}
      actions={
        <>
          {page.canWrite ? addButton : null}
          <ButtonLink href="/docs/teams#ai-workers-and-fhir-servers">{resourceTexts.docs}</ButtonLink>
        </>
      }
    >
      {page.canWrite ? text : viewer}
    </EmptyState>
  );
}
