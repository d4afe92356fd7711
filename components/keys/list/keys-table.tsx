// biome-ignore-all lint/a11y/noRedundantRoles: below 1024 px rows are cards, and changing `display` removes a table's implicit roles.

"use client";

import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { Selection } from "#components/keys/bulk/use-selection.ts";
import { hideableColumns } from "#components/keys/filter/key-columns.ts";
import { type KeyFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { Link } from "#components/ui/link.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { type ColumnName, KeyRow, type KeyRowProps } from "./key-row.tsx";
import styles from "./keys-table.module.css";

/** Newest first, unless the URL sets another order. */
const defaultSort = "-createdAt";

/** The fields of sortable columns, and the more useful direction first. */
const sorts: { [column in ColumnName]?: readonly [field: string, first: "" | "-"] } = {
  name: ["name", ""],
  requests: ["requests", "-"],
  lastUsed: ["lastUsedAt", "-"],
  expires: ["expiresAt", ""],
};

/** Cycles from the column's more useful direction to the opposite one and back to the default order. */
function cycleSort(current: string, field: string, first: "" | "-"): string {
  const steps = [`${first}${field}`, `${first === "" ? "-" : ""}${field}`, ""];
  return steps[(steps.indexOf(current || defaultSort) + 1) % steps.length] ?? "";
}

function SelectAllBox({ selection }: { selection: Selection }) {
  const { selected, isAllSelected, selectAll, clear } = selection;
  return (
    <input
      type="checkbox"
      data-select-page=""
      aria-label={keyTexts.selection.selectPage}
      checked={isAllSelected}
      ref={(box) => {
        if (box !== null) box.indeterminate = selected.length > 0 && !isAllSelected;
      }}
      onChange={isAllSelected ? clear : selectAll}
      className="checkbox block"
    />
  );
}

function SortLink({ column, filters }: { column: ColumnName; filters: KeyFilters }) {
  const [field, first] = sorts[column] ?? ["", ""];
  const isSorted = filters.sort === field || filters.sort === `-${field}`;
  const Icon = (isSorted ? filters.sort : first).startsWith("-") ? ArrowDown : ArrowUp;
  return (
    <Link
      href={writeKeyFilters({ ...filters, cursor: "", sort: cycleSort(filters.sort, field, first) })}
      scroll={false}
      className={clsx(
        "group inline-flex items-center gap-1 rounded-sm hover:text-text",
        isSorted && "text-text",
      )}
    >
      {keyTexts.columns[column]}
      <Icon
        aria-hidden="true"
        className={clsx(
          "size-3.5 shrink-0",
          !isSorted && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
        )}
      />
    </Link>
  );
}

function getDirection(column: ColumnName, { sort }: KeyFilters) {
  const [field] = sorts[column] ?? [];
  return sort === field ? "ascending" : sort === `-${field}` ? "descending" : undefined;
}

interface KeysTableProps extends Omit<KeyRowProps, "keyDto"> {
  keys: readonly KeyDto[];
  filters: KeyFilters;
}

/** The columns of the view, in order. */
function listColumns({ filters, selection }: Pick<KeysTableProps, "filters" | "selection">): ColumnName[] {
  const hidden = filters.hide.split(",");
  const shown = hideableColumns.filter((column) => !hidden.includes(column));
  return [...(selection === undefined ? [] : (["box"] as const)), "name", ...shown, "menu"];
}

export function KeysTable({ keys, filters, ...row }: KeysTableProps) {
  const { selection } = row;
  const columns = listColumns({ filters, selection });
  const renderLabel = (column: ColumnName) => {
    if (column === "box" && selection !== undefined) return <SelectAllBox selection={selection} />;
    if (sorts[column] !== undefined) return <SortLink column={column} filters={filters} />;
    const label = keyTexts.columns[column];
    if (column === "menu") return <span className="sr-only">{label}</span>;
    return column === "owner" ? <span className={styles.ownerName}>{label}</span> : label;
  };
  return (
    <div className={styles.frame}>
      <table role="table" aria-label={keyTexts.table} className={clsx("text-sm", styles.table)}>
        <thead role="rowgroup" className={styles.head}>
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column}
                role="columnheader"
                scope="col"
                aria-sort={getDirection(column, filters)}
                className={styles[column]}
              >
                {renderLabel(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={styles.body}>
          {keys.map((key) => (
            <KeyRow key={key.id} {...row} keyDto={key} columns={columns} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
