"use client";

import type { ReactNode } from "react";
import { KeyMenu, type StartAction } from "#components/keys/actions/key-menu.tsx";
import type { Selection } from "#components/keys/bulk/use-selection.ts";
import { getKeyPath } from "#components/keys/key-path.ts";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { PermissionsText } from "#components/keys/state/permissions-text.tsx";
import { StatusBadge } from "#components/keys/state/status-badge.tsx";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { ActionsCell, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const { columns } = keyTexts;

/** Rendered on the server. Keys without recent requests have no entry. */
export type UsageBarsByKey = Readonly<Record<string, ReactNode>>;

interface KeyRowProps {
  keyDto: KeyDto;
  page: Pick<KeysPageData, "environments" | "team" | "viewer" | "now">;
  usageBars: UsageBarsByKey;
  onAction: StartAction;
  /** Undefined if keys can't be selected. */
  selection?: Selection | undefined;
}

function SelectCell({ keyDto, selection }: { keyDto: KeyDto; selection: Selection }) {
  return (
    <TableCell className="sm:w-0 sm:pr-0 max-sm:absolute max-sm:top-2 max-sm:right-12 max-sm:coarse:top-1">
      <label className="grid items-center coarse:size-11 coarse:justify-items-center">
        <input
          type="checkbox"
          aria-label={keyTexts.selection.selectKey(keyDto.name)}
          checked={selection.has(keyDto.id)}
          onChange={(event) => selection.toggle(keyDto.id, isShiftHeld(event.nativeEvent))}
          className="size-4 accent-accent"
        />
      </label>
    </TableCell>
  );
}

/** Whether Shift was held. The event is a mouse click or a press of the space bar. */
function isShiftHeld(event: Event): boolean {
  return "shiftKey" in event && event.shiftKey === true;
}

function Owner({ owner, userId }: { owner: KeyDto["owner"]; userId: string }) {
  return (
    <span className="flex gap-1 whitespace-nowrap" title={owner.name}>
      <span className="truncate">{owner.name}</span>
      {owner.id === userId ? <span className="text-muted">({keyTexts.you})</span> : null}
      {owner.type === "team" ? <span className="text-muted">({keyTexts.teamOwned})</span> : null}
    </span>
  );
}

interface NameCellProps extends Pick<KeyDto, "name" | "description"> {
  href: string;
}

function NameCell({ name, description, href }: NameCellProps) {
  return (
    <TableCell className="sm:min-w-44 max-sm:-order-2 max-sm:col-span-2 max-sm:pr-22">
      {/* Otherwise a full list would prefetch the page of every key. */}
      <Link
        href={href}
        prefetch={false}
        title={name}
        className="line-clamp-2 rounded-sm font-medium [overflow-wrap:anywhere] hover:underline"
      >
        {name}
      </Link>
      {description === "" ? null : (
        <span className="mt-0.5 line-clamp-1 text-muted text-xs [overflow-wrap:anywhere]" title={description}>
          {description}
        </span>
      )}
    </TableCell>
  );
}

export function KeyRow({ keyDto, page, usageBars, onAction, selection }: KeyRowProps) {
  const { environments, viewer, now } = page;
  const { lastUsedAt, expiresAt } = keyDto;
  return (
    <TableRow data-key-row={keyDto.id} isSelected={selection?.has(keyDto.id) ?? false}>
      {selection === undefined ? null : <SelectCell keyDto={keyDto} selection={selection} />}
      <NameCell
        name={keyDto.name}
        description={keyDto.description}
        href={getKeyPath(page.team.slug, keyDto.id)}
      />
      <TableCell label={columns.key}>
        <code className="whitespace-nowrap font-mono text-muted text-xs">{keyDto.hint}</code>
      </TableCell>
      <TableCell label={columns.environment}>
        <EnvironmentBadge slug={keyDto.environment} environments={environments} />
      </TableCell>
      <TableCell label={columns.owner} className="sm:max-w-36">
        <Owner owner={keyDto.owner} userId={viewer.userId} />
      </TableCell>
      <TableCell label={columns.permissions} className="sm:max-w-40">
        <PermissionsText keyDto={keyDto} />
      </TableCell>
      <TableCell label={columns.lastUsed}>
        <span className="flex gap-1 max-sm:items-center max-sm:gap-3 sm:flex-col">
          {lastUsedAt === null ? (
            <span className="text-muted">{keyTexts.never}</span>
          ) : (
            <RelativeTime at={lastUsedAt} serverNow={now} />
          )}
          {usageBars[keyDto.id]}
        </span>
      </TableCell>
      <TableCell label={columns.expires}>
        {expiresAt === null ? (
          <span className="text-muted">{keyTexts.never}</span>
        ) : (
          <Time at={expiresAt} style="day" />
        )}
      </TableCell>
      <TableCell label={columns.status} className="max-sm:-order-1">
        <StatusBadge keyDto={keyDto} serverNow={now} />
      </TableCell>
      <ActionsCell>
        <KeyMenu keyDto={keyDto} viewer={viewer} onAction={onAction} />
      </ActionsCell>
    </TableRow>
  );
}
