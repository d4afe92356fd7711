"use client";

import { Ellipsis, Trash2, UserCheck, UserCog } from "lucide-react";
import { useRef } from "react";
import { describeFailure } from "#components/api-failure.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { SettingsPageData, TeamGroups } from "#components/team/view-data.ts";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { ActionsCell, type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { Link } from "#components/ui/link.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import type { GroupDto } from "#lib/contract/people/groups.ts";
import { removeGroup, updateGroup } from "./group-client.ts";
import { GroupDialog } from "./group-dialog.tsx";
import { groupTexts as texts } from "./texts.ts";

const { columns: labels } = texts;

const columns: readonly Column[] = [
  { key: "name", label: labels.name },
  { key: "role", label: labels.role },
  { key: "members", label: labels.members },
  { key: "author", label: labels.author },
  { key: "actions", label: labels.actions, isLabelHidden: true, isPinned: true },
];

type Open = { kind: "add" } | { kind: "role" | "remove"; group: GroupDto };

interface GroupsSectionProps {
  page: Pick<SettingsPageData, "team" | "viewer">;
  groups: TeamGroups;
}

/** The groups of the sign-in provider or the directory that give roles in the team. */
export function GroupsSection({ page, groups: { provider, hasDirectory, list } }: GroupsSectionProps) {
  const dialogs = useDialogs<Open>();
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;
  const takeOver = async (group: GroupDto) => {
    const result = await updateGroup(page.team.id, group.id, { role: group.role });
    if (!result.isOk) return showError(teamTexts.failed, describeFailure(result.failure));
    closeWithMessage(texts.takenOver(group.groupName));
  };
  const source = hasDirectory ? texts.directory : provider;
  const intro = (
    <>
      {source === null ? texts.off : texts.intro(source)} <DocsLink />
    </>
  );
  if (source === null && list.length === 0) {
    return <Section id="groups" title={texts.title} intro={intro} className="mt-10" />;
  }
  return (
    <Section id="groups" title={texts.title} intro={intro} className="mt-10 max-w-3xl">
      <div>
        {list.length === 0 ? (
          <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted text-sm">
            {texts.empty}
          </p>
        ) : (
          <Table label={texts.table} columns={columns}>
            {list.map((group) => (
              <GroupRow
                key={group.id}
                group={group}
                onStart={(kind, opener) => dialogs.show({ kind, group }, opener)}
                onTakeOver={() => void takeOver(group)}
              />
            ))}
          </Table>
        )}
      </div>
      <Button ref={dialogs.anchorRef} className="mt-3" onClick={() => dialogs.show({ kind: "add" })}>
        {texts.add}
      </Button>
      <GroupDialog
        group={open?.kind === "add" ? "new" : open?.kind === "role" ? open.group : null}
        page={page}
        onClose={close}
        onSaved={({ groupName }, isNew) =>
          closeWithMessage(isNew ? texts.added(groupName) : texts.changed(groupName))
        }
        finalFocus={finalFocus}
      />
      <ConfirmDialog
        item={open?.kind === "remove" ? open.group : null}
        title={({ groupName }) => texts.removal.title(groupName)}
        intro={texts.removal.intro(open?.kind === "remove" ? open.group.members : 0)}
        submit={texts.removal.submit}
        run={({ id }) => removeGroup(page.team.id, id)}
        onClose={close}
        onDone={({ groupName }) => closeAfterRemoval(texts.removal.done(groupName))}
        finalFocus={finalFocus}
      />
    </Section>
  );
}

function DocsLink() {
  return (
    <Link
      href="/docs/teams#groups"
      className="rounded-sm text-accent-text underline underline-offset-2 hover:no-underline"
    >
      {texts.docs}
    </Link>
  );
}

/** Why the group gives less than its role. Undefined if it doesn't. */
function describeLimit({ role, effectiveRole, createdBy }: GroupDto): string | undefined {
  if (effectiveRole === null) return texts.inactive(createdBy.name);
  return effectiveRole === role ? undefined : texts.capped(effectiveRole, createdBy.name);
}

interface GroupRowProps {
  group: GroupDto;
  onStart: (kind: "role" | "remove", opener: HTMLElement | null) => void;
  onTakeOver: () => void;
}

function GroupRow({ group, onStart, onTakeOver }: GroupRowProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const limit = describeLimit(group);
  return (
    <TableRow>
      <TableCell className="max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
        <span className="font-medium [overflow-wrap:anywhere]">
          <bdi>{group.groupName}</bdi>
        </span>
      </TableCell>
      <TableCell label={labels.role}>
        {teamTexts.roles[group.role]}
        {limit === undefined ? null : (
          <span className="block max-w-64 text-pretty text-warn text-xs [overflow-wrap:anywhere]">
            {limit}
          </span>
        )}
      </TableCell>
      <TableCell label={labels.members}>{group.members}</TableCell>
      <TableCell label={labels.author} className="[overflow-wrap:anywhere] sm:min-w-32">
        <bdi>{group.createdBy.name}</bdi>
      </TableCell>
      <ActionsCell>
        <Menu
          trigger={
            <IconButton ref={trigger} label={teamTexts.actionsFor(group.groupName)}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<UserCog aria-hidden="true" />} onSelect={() => onStart("role", trigger.current)}>
            {texts.menu.role}
          </MenuItem>
          {limit === undefined ? null : (
            <MenuItem icon={<UserCheck aria-hidden="true" />} onSelect={onTakeOver}>
              {texts.menu.takeOver}
            </MenuItem>
          )}
          <MenuItem
            icon={<Trash2 aria-hidden="true" />}
            isDangerous
            onSelect={() => onStart("remove", trigger.current)}
          >
            {texts.menu.remove}
          </MenuItem>
        </Menu>
      </ActionsCell>
    </TableRow>
  );
}
