"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { KeyCountLink } from "#components/keys/key-count-link.tsx";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { ActionsCell, type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { describeFailure } from "../api-failure.ts";
import { ConfirmDialog } from "../dialogs/confirm-dialog.tsx";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import { PageAction } from "../shell/page-action.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { RowMenu } from "../shell/row-menu.tsx";
import { teamTexts } from "../team/texts.ts";
import type { SettingsPageData } from "../team/view-data.ts";
import { removeEnvironment, reorderEnvironments } from "./environment-client.ts";
import { EnvironmentFormDialog } from "./environment-form-dialog.tsx";
import { describeRules, environmentTexts as texts } from "./texts.ts";

const columns: readonly Column[] = [
  { key: "name", label: texts.columns.name },
  { key: "rules", label: texts.columns.rules },
  { key: "keys", label: texts.columns.keys },
  { key: "order", label: texts.columns.order },
  { key: "actions", label: texts.columns.actions, isLabelHidden: true, isPinned: true },
];

type Open = { kind: "create" } | { kind: "edit" | "remove"; environment: EnvironmentDto };

export interface EnvironmentsPageData extends SettingsPageData {
  environments: EnvironmentDto[];
  /** The number of current keys of each environment, by its short name. */
  keyCounts: Readonly<Record<string, number>>;
}

/** The team's environments in order, with the rules of each. */
export function EnvironmentsView({ page }: { page: EnvironmentsPageData }) {
  const dialogs = useDialogs<Open>();
  const { team, environments } = page;
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;

  const move = async (moved: EnvironmentDto, step: 1 | -1) => {
    const ids = environments.map(({ id }) => id);
    const index = ids.indexOf(moved.id);
    ids.splice(index + step, 0, ...ids.splice(index, 1));
    const result = await reorderEnvironments(team.id, ids);
    if (!result.isOk) {
      showError(teamTexts.failed, describeFailure(result.failure));
      // The list may be out of date.
      return dialogs.refresh();
    }
    closeWithMessage(texts.moved(moved.label));
  };

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
      <Table label={texts.table} columns={columns}>
        {environments.map((environment, index) => (
          <EnvironmentRow
            key={environment.id}
            environment={environment}
            page={page}
            isFirst={index === 0}
            isLast={index === environments.length - 1}
            onMove={(step) => move(environment, step)}
            onStart={(kind, opener) => dialogs.show({ kind, environment }, opener)}
          />
        ))}
      </Table>
      <EnvironmentFormDialog
        environment={open?.kind === "create" ? "new" : open?.kind === "edit" ? open.environment : null}
        teamId={team.id}
        onClose={close}
        onSaved={({ label }, isNew) => closeWithMessage(isNew ? texts.created(label) : texts.saved)}
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "remove" ? open.environment : null}
        title={({ label }) => texts.removal.title(label)}
        intro={texts.removal.intro}
        submit={texts.removal.submit}
        run={({ id }) => removeEnvironment(team.id, id)}
        onClose={close}
        onDone={({ label }) => closeAfterRemoval(texts.removal.done(label))}
        finalFocus={finalFocus}
      />
    </>
  );
}

interface EnvironmentRowProps {
  environment: EnvironmentDto;
  page: EnvironmentsPageData;
  isFirst: boolean;
  isLast: boolean;
  onMove: (step: 1 | -1) => void;
  onStart: (kind: "edit" | "remove", opener: HTMLElement | null) => void;
}

function EnvironmentRow({ environment, page, isFirst, isLast, onMove, onStart }: EnvironmentRowProps) {
  const { slug, label } = environment;
  const keys = page.keyCounts[slug] ?? 0;
  const canWrite = page.viewer.permissions.includes("team:write");
  return (
    <TableRow>
      <TableCell className="max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
        <span className="font-medium">
          <EnvironmentBadge slug={slug} environments={page.environments} />
        </span>
        <code className="mt-0.5 block font-mono text-muted text-xs">{slug}</code>
      </TableCell>
      <TableCell label={texts.columns.rules} className="max-sm:col-span-2">
        <Rules environment={environment} />
      </TableCell>
      <TableCell label={texts.columns.keys}>
        <KeyCountLink
          count={keys}
          teamSlug={page.team.slug}
          filter={{ environment: slug }}
          label={texts.keysIn(label, keys)}
        />
      </TableCell>
      <TableCell label={texts.columns.order} className="whitespace-nowrap">
        <IconButton label={texts.moveUp(label)} disabled={!canWrite || isFirst} onClick={() => onMove(-1)}>
          <ArrowUp />
        </IconButton>
        <IconButton label={texts.moveDown(label)} disabled={!canWrite || isLast} onClick={() => onMove(1)}>
          <ArrowDown />
        </IconButton>
      </TableCell>
      <ActionsCell>
        <RowMenu
          label={teamTexts.actionsFor(label)}
          editLabel={texts.edit}
          removeLabel={texts.remove}
          disabledReason={canWrite ? undefined : teamTexts.notYourRole}
          onEdit={(opener) => onStart("edit", opener)}
          onRemove={(opener) => onStart("remove", opener)}
        />
      </ActionsCell>
    </TableRow>
  );
}

function Rules({ environment }: { environment: EnvironmentDto }) {
  const rules = describeRules(environment);
  if (rules.length === 0 && !environment.allowsTeamManagement)
    return <span className="text-muted">{texts.noRules}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {rules.map((rule) => (
        <Badge key={rule}>{rule}</Badge>
      ))}
      {environment.allowsTeamManagement ? <Badge>{texts.managesTeam}</Badge> : null}
      {environment.policyReportOnly ? <Badge tone="warn">{texts.reportOnly}</Badge> : null}
    </span>
  );
}
