// biome-ignore-all lint/a11y/noRedundantRoles: below 1024 px rows are cards, and changing `display` removes a table's implicit roles.

"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { KeyMenu, type StartAction } from "#components/keys/actions/key-menu.tsx";
import type { Selection } from "#components/keys/bulk/use-selection.ts";
import { getKeyPath } from "#components/keys/key-path.ts";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { OwnerName } from "#components/keys/state/owner-name.tsx";
import { StatusBadge } from "#components/keys/state/status-badge.tsx";
import { keyTexts } from "#components/keys/texts.ts";
import { RecentRequests } from "#components/keys/usage/recent-requests.tsx";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import { usePassFocus } from "#components/ui/use-pass-focus.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import styles from "./keys-table.module.css";

/** The columns by the names of their classes. */
export type ColumnName =
  | "box"
  | "name"
  | "status"
  | "environment"
  | "requests"
  | "lastUsed"
  | "expires"
  | "owner"
  | "menu";

/** Rendered on the server, so that the browser needs no code for it. */
export type UsageBarsByKey = Readonly<Record<string, ReactNode>>;

export interface KeyRowProps {
  keyDto: KeyDto;
  page: Pick<KeysPageData, "environments" | "team" | "viewer" | "now" | "usage">;
  usageBars: UsageBarsByKey;
  onAction: StartAction;
  /** Undefined if keys can't be selected. */
  selection?: Selection | undefined;
}

function SelectBox({ keyDto, selection }: { keyDto: KeyDto; selection: Selection }) {
  return (
    <label className="grid items-center coarse:size-11 coarse:justify-items-center">
      <input
        type="checkbox"
        aria-label={keyTexts.selection.selectKey(keyDto.name)}
        checked={selection.has(keyDto.id)}
        onChange={(event) => selection.toggle(keyDto.id, isShiftHeld(event.nativeEvent))}
        className="checkbox"
      />
    </label>
  );
}

/** Whether Shift was held. The event is a mouse click or a press of the space bar. */
function isShiftHeld(event: Event): boolean {
  return "shiftKey" in event && event.shiftKey === true;
}

function KeyName({ keyDto, href }: { keyDto: KeyDto; href: string }) {
  const { name, hint, description } = keyDto;
  const isWorking = keyDto.status === "active" || keyDto.status === "rotating";
  return (
    <>
      <Link
        href={href}
        title={description === "" ? name : `${name}\n${description}`}
        // A right-to-left name is cut at its own end, but starts where all others do.
        dir="auto"
        className={clsx(
          "block w-fit max-w-full truncate rounded-sm font-medium hover:underline",
          !isWorking && "text-muted",
        )}
      >
        {name}
      </Link>
      <code className="block truncate font-mono text-muted text-xs leading-4">{hint}</code>
    </>
  );
}

/** The cells of a row by column. */
function listCells({ keyDto, page, usageBars, onAction }: KeyRowProps): Record<string, ReactNode> {
  const { environments, viewer, now } = page;
  const { id, lastUsedAt, expiresAt } = keyDto;
  const never = <span className="text-muted">{keyTexts.never}</span>;
  return {
    name: <KeyName keyDto={keyDto} href={getKeyPath(page.team.slug, id)} />,
    status: <StatusBadge keyDto={keyDto} serverNow={now} />,
    environment: <EnvironmentBadge slug={keyDto.environment} environments={environments} />,
    requests: <RecentRequests days={page.usage[id]} bars={usageBars[id]} now={now} />,
    lastUsed: lastUsedAt === null ? never : <RelativeTime at={lastUsedAt} serverNow={now} />,
    expires: expiresAt === null ? never : <Time at={expiresAt} style="day" />,
    owner: <OwnerName owner={keyDto.owner} userId={viewer.userId} nameClassName={styles.ownerName} />,
    menu: <KeyMenu keyDto={keyDto} viewer={viewer} onAction={onAction} />,
  };
}

/** The focus moves there when the row is removed: a disabled key isn't active. */
function findNeighbor(row: HTMLElement): HTMLElement | null | undefined {
  const neighbor = row.nextElementSibling ?? row.previousElementSibling;
  return neighbor?.querySelector("a");
}

export function KeyRow({ columns, ...row }: KeyRowProps & { columns: readonly ColumnName[] }) {
  const { keyDto, selection } = row;
  const isSelected = selection?.has(keyDto.id) ?? false;
  const cells = listCells(row);
  return (
    <tr
      ref={usePassFocus<HTMLTableRowElement>(findNeighbor)}
      role="row"
      data-key-row={keyDto.id}
      className={clsx(styles.row, isSelected ? "bg-accent-soft" : "bg-canvas hover:bg-surface")}
    >
      {columns.map((column) => (
        <td key={column} role="cell" className={clsx(styles.cell, styles[column])}>
          {column === "box" && selection !== undefined ? (
            <SelectBox keyDto={keyDto} selection={selection} />
          ) : (
            cells[column]
          )}
        </td>
      ))}
    </tr>
  );
}
