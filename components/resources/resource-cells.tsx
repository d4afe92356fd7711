import { TableCell } from "#components/ui/display/table.tsx";

/** The first cell of a row. On phones it is shown above the others. */
export function NameCell({ name, detail }: { name: string; detail: string }) {
  return (
    <TableCell className="sm:min-w-44 max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
      <span className="line-clamp-2 font-medium [overflow-wrap:anywhere]" title={name}>
        {name}
      </span>
      {detail === "" ? null : (
        <span className="mt-0.5 line-clamp-2 text-muted text-xs [overflow-wrap:anywhere]" title={detail}>
          {detail}
        </span>
      )}
    </TableCell>
  );
}
