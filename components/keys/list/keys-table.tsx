"use client";

import type { StartAction } from "#components/keys/actions/key-menu.tsx";
import type { Selection } from "#components/keys/bulk/use-selection.ts";
import { type KeyFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { type Column, Table } from "#components/ui/display/table.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { KeyRow, type UsageBarsByKey } from "./key-row.tsx";

const { columns } = keyTexts;

/** Newest first, unless the URL sets another order. */
const defaultSort = "-createdAt";

/** Cycles from the column's more useful direction to the opposite one and back to the default order. */
function cycleSort(current: string, field: string, first: "" | "-"): string {
  const steps = [`${first}${field}`, `${first === "" ? "-" : ""}${field}`, ""];
  return steps[(steps.indexOf(current || defaultSort) + 1) % steps.length] ?? "";
}

function createSelectColumn({ selected, isAllSelected, selectAll, clear }: Selection): Column {
  const isPartlySelected = selected.length > 0 && !isAllSelected;
  return {
    key: "select",
    label: keyTexts.selection.column,
    head: (
      <input
        type="checkbox"
        data-select-page=""
        aria-label={keyTexts.selection.selectPage}
        checked={isAllSelected}
        ref={(box) => {
          if (box !== null) box.indeterminate = isPartlySelected;
        }}
        onChange={isAllSelected ? clear : selectAll}
        className="block size-4 accent-accent"
      />
    ),
  };
}

/** The column headers. Sortable ones link to the same view in another order. */
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
    ...(selection === undefined ? [] : [createSelectColumn(selection)]),
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

/** Links to the next page and back to the first. Renders nothing if all keys fit on one page. */
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
