"use client";

import { ButtonLink } from "#components/ui/button-link.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { type KeyFilters, writeKeyFilters } from "./key-filters.ts";
import type { StartAction } from "./key-menu.tsx";
import { KeyRow, type UsageBarsByKey } from "./key-row.tsx";
import { keyTexts } from "./texts.ts";
import type { Selection } from "./use-selection.ts";
import type { KeysPageData } from "./view-data.ts";

const { columns } = keyTexts;

/** Newest first, unless the address says otherwise. */
const defaultSort = "-createdAt";

/** First up or down as one would most want it, then the other way, then as it was. */
function cycleSort(current: string, field: string, first: "" | "-"): string {
  const steps = [`${first}${field}`, `${first === "" ? "-" : ""}${field}`, ""];
  return steps[(steps.indexOf(current || defaultSort) + 1) % steps.length] ?? "";
}

function createChooseColumn({ chosen, isWhole, chooseAll, clear }: Selection): Column {
  const isPartly = chosen.length > 0 && !isWhole;
  return {
    key: "choose",
    label: keyTexts.selection.column,
    head: (
      <input
        type="checkbox"
        data-choose-page=""
        aria-label={keyTexts.selection.choosePage}
        checked={isWhole}
        ref={(box) => {
          if (box !== null) box.indeterminate = isPartly;
        }}
        onChange={isWhole ? clear : chooseAll}
        className="block size-4 accent-accent"
      />
    ),
  };
}

/** Column heads; those that sort are links to the same view in another order. */
function listKeyColumns(filters: KeyFilters, selection: Selection | undefined): Column[] {
  const sortable = (key: keyof typeof columns, field: string, first: "" | "-"): Column => {
    const direction = { [field]: "ascending", [`-${field}`]: "descending" } as const;
    return {
      key,
      label: columns[key],
      sort: {
        direction: direction[filters.sort],
        href: writeKeyFilters({ ...filters, cursor: "", sort: cycleSort(filters.sort, field, first) }),
      },
    };
  };
  return [
    ...(selection === undefined ? [] : [createChooseColumn(selection)]),
    sortable("name", "name", ""),
    { key: "key", label: columns.key },
    { key: "environment", label: columns.environment },
    { key: "owner", label: columns.owner },
    { key: "permissions", label: columns.permissions },
    sortable("lastUsed", "lastUsedAt", "-"),
    sortable("expires", "expiresAt", ""),
    { key: "status", label: columns.status },
    { key: "actions", label: columns.actions, isLabelHidden: true, isPinned: true },
  ];
}

interface KeysTableProps {
  label: string;
  keys: readonly KeyDto[];
  page: Pick<KeysPageData, "environments" | "team" | "viewer" | "now">;
  filters: KeyFilters;
  usageBars: UsageBarsByKey;
  onAction: StartAction;
  selection?: Selection;
}

export function KeysTable({ label, keys, page, filters, usageBars, onAction, selection }: KeysTableProps) {
  return (
    <Table label={label} columns={listKeyColumns(filters, selection)}>
      {keys.map((key) => (
        <KeyRow
          key={key.id}
          keyDto={key}
          page={page}
          usageBars={usageBars}
          onAction={onAction}
          selection={selection}
        />
      ))}
    </Table>
  );
}

interface PagerProps {
  filters: KeyFilters;
  nextCursor: string | null;
}

/** On to older keys and back to the newest; nothing where all fit on one page. */
export function KeysPager({ filters, nextCursor }: PagerProps) {
  const { label, first, next } = keyTexts.pager;
  if (nextCursor === null && filters.cursor === "") return null;
  return (
    <nav aria-label={label} className="mt-4 flex justify-end gap-2">
      {filters.cursor === "" ? null : (
        <ButtonLink href={writeKeyFilters({ ...filters, cursor: "" })}>{first}</ButtonLink>
      )}
      {nextCursor === null ? null : (
        <ButtonLink href={writeKeyFilters({ ...filters, cursor: nextCursor })}>{next}</ButtonLink>
      )}
    </nav>
  );
}
