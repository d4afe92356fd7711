// biome-ignore-all lint/a11y/noRedundantRoles: below 640 px rows are cards, and changing `display` removes a table's implicit roles.

import { clsx } from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";
import { ScrollArea } from "./scroll-area.tsx";

export interface Column {
  key: string;
  label: string;
  /** Replaces the label in the header. */
  head?: ReactNode;
  /** Shows the label only to assistive technology. */
  isLabelHidden?: boolean;
  /** For a column that leaves the table where there is little room. Its cells need the same classes. */
  className?: string;
  /** Keeps the last column, with ActionsCells, in view. */
  isPinned?: boolean;
  /** Makes the header a link that changes the order. */
  sort?: { href: string; direction: "ascending" | "descending" | undefined };
}

interface TableProps {
  label: string;
  columns: readonly Column[];
  children: ReactNode;
}

function ColumnLabel({ column }: { column: Column }) {
  const { label, head, isLabelHidden = false, sort } = column;
  if (head !== undefined) return head;
  if (isLabelHidden) return <span className="sr-only">{label}</span>;
  if (sort === undefined) return label;
  const Icon = sort.direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <Link
      href={sort.href}
      scroll={false}
      className="group inline-flex items-center gap-1 rounded-sm hover:text-text"
    >
      {label}
      <Icon
        aria-hidden="true"
        className={clsx(
          "size-3.5",
          sort.direction === undefined && "opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60",
        )}
      />
    </Link>
  );
}

/** Keeps a column visible while a wide table scrolls, with a soft edge over the content beneath. */
const pinnedClasses =
  "sm:sticky sm:right-0 sm:before:absolute sm:before:inset-y-0 sm:before:right-full sm:before:w-3 sm:before:bg-inherit sm:before:mask-l-from-0%";

export function Table({ label, columns, children }: TableProps) {
  return (
    <ScrollArea label={label} className="relative sm:overflow-x-auto sm:rounded-lg sm:border">
      <table role="table" aria-label={label} className="w-full border-collapse text-sm max-sm:block">
        <thead role="rowgroup" className="max-sm:hidden">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.key}
                role="columnheader"
                scope="col"
                aria-sort={column.sort?.direction}
                className={clsx(
                  "whitespace-nowrap border-b bg-surface px-3 py-2 text-left font-medium text-muted text-xs",
                  column.isPinned && pinnedClasses,
                  column.className,
                )}
              >
                <ColumnLabel column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-sm:flex max-sm:flex-col max-sm:gap-2.5">
          {children}
        </tbody>
      </table>
    </ScrollArea>
  );
}

interface TableRowProps extends ComponentProps<"tr"> {
  isSelected?: boolean;
}

export function TableRow({ isSelected = false, className, ...rest }: TableRowProps) {
  return (
    <tr
      role="row"
      {...rest}
      className={clsx(
        "border-b transition-colors last:border-b-0",
        isSelected ? "bg-accent-soft" : "bg-canvas hover:bg-surface",
        "max-sm:relative max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-4 max-sm:gap-y-2.5 max-sm:rounded-lg max-sm:border max-sm:p-3.5 max-sm:last:border-b",
        className,
      )}
    />
  );
}

interface TableCellProps extends ComponentProps<"td"> {
  /** Shown above the value in the card layout. */
  label?: string;
  /** Hides the cell in the card layout. */
  isEmpty?: boolean;
}

export function TableCell({ label, isEmpty = false, className, children, ...rest }: TableCellProps) {
  return (
    <td
      role="cell"
      {...rest}
      className={clsx(
        "px-3 py-2.5 max-sm:min-w-0 max-sm:p-0",
        isEmpty ? "max-sm:hidden" : "max-sm:block",
        className,
      )}
    >
      {label === undefined ? null : (
        <span className="mb-0.5 block text-muted text-xs sm:hidden">{label}</span>
      )}
      {children}
    </td>
  );
}

/** The cell with a row's menu: last in the row, or at a card's top right corner. */
export function ActionsCell({ children }: { children: ReactNode }) {
  return (
    <TableCell
      className={clsx(
        "text-right max-sm:absolute max-sm:top-2 max-sm:right-2 max-sm:coarse:top-1 sm:bg-inherit sm:bg-clip-padding",
        pinnedClasses,
      )}
    >
      {children}
    </TableCell>
  );
}
