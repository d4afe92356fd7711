import { clsx } from "clsx";
import type { ReactNode } from "react";

interface CompactColumn {
  key: string;
  label: string;
  /** Numbers are aligned at the right. */
  isNumber?: boolean;
  /** Only where there is room. */
  isExtra?: boolean;
  /** Shows the label only to assistive technology. */
  isLabelHidden?: boolean;
}

interface CompactRow {
  key: string;
  /** One for each column. The first names the row. */
  cells: readonly ReactNode[];
}

interface CompactTableProps {
  label: string;
  columns: readonly CompactColumn[];
  rows: readonly CompactRow[];
}

/** A table of a few columns inside a card. The first column takes the room and is shortened, the others are numbers. */
export function CompactTable({ label, columns, rows }: CompactTableProps) {
  const classes = columns.map(({ isNumber = false, isExtra = false }, index) =>
    clsx(
      index === 0 ? "w-full max-w-0 pr-2 pl-4" : "whitespace-nowrap px-2 last:pr-4",
      isNumber ? "text-right tabular-nums" : "text-left",
      isExtra && "max-sm:hidden",
    ),
  );
  return (
    <table aria-label={label} className="w-full border-collapse text-sm">
      <thead>
        <tr className="bg-surface text-muted text-xs">
          {columns.map(({ key, label: name, isLabelHidden = false }, index) => (
            <th key={key} scope="col" className={clsx("py-2 font-medium", classes[index])}>
              {isLabelHidden ? <span className="sr-only">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key} className="border-t">
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} scope="row" className={clsx("h-10 py-1.5 font-normal", classes[index])}>
                  {cells[index]}
                </th>
              ) : (
                <td key={column.key} className={clsx("py-1.5", classes[index])}>
                  {cells[index]}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
