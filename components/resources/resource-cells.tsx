import { TableCell } from "#components/ui/display/table.tsx";
import { Link } from "#components/ui/link.tsx";

interface NameCellProps {
  name: string;
  detail: string;
  /** Makes the name a link. */
  href: string | undefined;
}

/** The first cell of a row. On phones it is shown above the others. */
export function NameCell({ name, detail, href }: NameCellProps) {
  const text = (
    <span className="line-clamp-2 font-medium [overflow-wrap:anywhere]" title={name}>
      {name}
    </span>
  );
  return (
    <TableCell className="sm:min-w-44 max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
      {href === undefined ? (
        text
      ) : (
        <Link href={href} className="block w-fit rounded-sm hover:underline">
          {text}
        </Link>
      )}
      {detail === "" ? null : (
        <span className="mt-0.5 line-clamp-2 text-muted text-xs [overflow-wrap:anywhere]" title={detail}>
          {detail}
        </span>
      )}
    </TableCell>
  );
}
