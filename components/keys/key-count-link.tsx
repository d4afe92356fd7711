import { formatCount } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";
import { currentStatuses } from "#lib/contract/keys/key-statuses.ts";
import { getKeysPath } from "./key-path.ts";

interface KeyCountLinkProps {
  /** The number of keys that are neither expired nor deleted. */
  count: number;
  teamSlug: string;
  /** The filter of the API Keys page for these keys, besides their status. */
  filter: { owner: string } | { permission: string } | { environment: string };
  /** The link's name, which says whose keys these are. */
  label: string;
}

/** A number of keys in a table, as a link to the list of exactly these keys. */
export function KeyCountLink({ count, teamSlug, filter, label }: KeyCountLinkProps) {
  if (count === 0) return <span className="text-muted">—</span>;
  return (
    <Link
      href={getKeysPath(teamSlug, { ...filter, status: currentStatuses })}
      aria-label={label}
      className="rounded-sm text-accent-text tabular-nums hover:underline"
    >
      {formatCount(count)}
    </Link>
  );
}
