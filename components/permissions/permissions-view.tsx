"use client";

import { KeyCountLink } from "#components/keys/key-count-link.tsx";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { ActionsCell, type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import { ConfirmDialog } from "../dialogs/confirm-dialog.tsx";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import { PageAction } from "../shell/page-action.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { RowMenu } from "../shell/row-menu.tsx";
import { teamTexts } from "../team/texts.ts";
import type { SettingsPageData } from "../team/view-data.ts";
import { retirePermission } from "./permission-client.ts";
import { PermissionFormDialog } from "./permission-form-dialog.tsx";
import { permissionTexts as texts } from "./texts.ts";

const { columns: labels } = texts;

const columns: readonly Column[] = [
  { key: "name", label: labels.name },
  { key: "description", label: labels.description },
  { key: "role", label: labels.role },
  { key: "keys", label: labels.keys },
];

const customColumns: readonly Column[] = [
  ...columns,
  { key: "actions", label: labels.actions, isLabelHidden: true, isPinned: true },
];

type Open = { kind: "create" } | { kind: "edit" | "retire"; permission: PermissionDto };

export interface PermissionsPageData extends SettingsPageData {
  permissions: PermissionDto[];
}

/** The team's permissions, custom and built-in. */
export function PermissionsView({ page }: { page: PermissionsPageData }) {
  const dialogs = useDialogs<Open>();
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;
  const { team } = page;
  const custom = page.permissions.filter(({ id }) => id !== null);
  const builtIn = page.permissions.filter(({ id }) => id === null);
  const disabledReason = describeDisabledReason(page.viewer.permissions.includes("team:write"), page.people);
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro} disabledReason={disabledReason}>
        <PageAction
          ref={dialogs.anchorRef}
          label={texts.add}
          disabledReason={disabledReason}
          onPress={() => dialogs.show({ kind: "create" })}
        />
      </PageHeader>
      <section className="mb-8">
        <h2 className="mb-3 font-semibold text-base">{texts.custom}</h2>
        {custom.length === 0 ? (
          <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted text-sm">
            {texts.customEmpty}
          </p>
        ) : (
          <Table label={texts.custom} columns={customColumns}>
            {custom.map((permission) => (
              <PermissionRow
                key={permission.name}
                permission={permission}
                page={page}
                onStart={(kind, opener) => dialogs.show({ kind, permission }, opener)}
              />
            ))}
          </Table>
        )}
      </section>
      <section>
        <h2 className="mb-3 font-semibold text-base">{texts.builtIn}</h2>
        <Table label={texts.builtIn} columns={columns}>
          {builtIn.map((permission) => (
            <PermissionRow key={permission.name} permission={permission} page={page} />
          ))}
        </Table>
      </section>
      <PermissionFormDialog
        permission={open?.kind === "create" ? "new" : open?.kind === "edit" ? open.permission : null}
        teamId={team.id}
        onClose={close}
        onSaved={({ name }, isNew) => closeWithMessage(isNew ? texts.created(name) : texts.saved)}
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "retire" ? open.permission : null}
        title={({ name }) => texts.retirement.title(name)}
        intro={describeRetirement(open?.kind === "retire" ? open.permission : null)}
        submit={texts.retirement.submit}
        run={({ id }) => retirePermission(team.id, id ?? "")}
        onClose={close}
        onDone={({ name }) => closeAfterRemoval(texts.retirement.done(name))}
        finalFocus={finalFocus}
      />
    </>
  );
}

function describeRetirement(permission: PermissionDto | null): string {
  const { intro, listed } = texts.retirement;
  return permission === null || permission.listedByKeys === 0
    ? intro
    : `${intro} ${listed(permission.listedByKeys)}`;
}

interface PermissionRowProps {
  permission: PermissionDto;
  page: PermissionsPageData;
  /** Undefined for built-in permissions, which can't be changed. */
  onStart?: (kind: "edit" | "retire", opener: HTMLElement | null) => void;
}

function PermissionRow({ permission, page, onStart }: PermissionRowProps) {
  const { name, description, role, listedByKeys } = permission;
  return (
    <TableRow>
      <TableCell className="max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
        <code className="whitespace-nowrap font-mono text-xs">{name}</code>
      </TableCell>
      <TableCell label={labels.description} className="max-sm:col-span-2 [overflow-wrap:anywhere]">
        {description === "" ? <span className="text-muted">—</span> : description}
      </TableCell>
      <TableCell label={labels.role}>{teamTexts.roles[role]}</TableCell>
      <TableCell label={labels.keys} className="whitespace-nowrap">
        <KeyCountLink
          count={listedByKeys}
          teamSlug={page.team.slug}
          filter={{ permission: name }}
          label={texts.keysWith(name, listedByKeys)}
        />
      </TableCell>
      {onStart === undefined ? null : (
        <ActionsCell>
          <RowMenu
            label={teamTexts.actionsFor(name)}
            editLabel={texts.edit}
            removeLabel={texts.retire}
            disabledReason={
              page.viewer.permissions.includes("team:write") ? undefined : teamTexts.notYourRole
            }
            onEdit={(opener) => onStart("edit", opener)}
            onRemove={(opener) => onStart("retire", opener)}
          />
        </ActionsCell>
      )}
    </TableRow>
  );
}
