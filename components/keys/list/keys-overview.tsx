import { KeyRound } from "lucide-react";
import { noFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { emptyTexts } from "./empty-texts.ts";

interface KeysOverviewProps {
  /** The path of the team's API Keys page. */
  keysPath: string;
  counts: readonly { status: KeyDto["status"]; count: number }[];
}

/** Key counts by status. Each links to the keys it counts. */
export function KeysOverview({ keysPath, counts }: KeysOverviewProps) {
  if (counts.every(({ count }) => count === 0)) {
    return (
      <EmptyState
        icon={<KeyRound aria-hidden="true" />}
        title={emptyTexts.none.title}
        actions={
          <>
            <ButtonLink href={keysPath} variant="primary">
              {emptyTexts.open}
            </ButtonLink>
            <ButtonLink href="/docs">{emptyTexts.docsLink}</ButtonLink>
          </>
        }
      >
        {emptyTexts.none.text}
      </EmptyState>
    );
  }
  return (
    <section aria-labelledby="keys-overview">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 id="keys-overview" className="font-semibold text-base">
          {keyTexts.title}
        </h2>
        <ButtonLink href={keysPath}>{emptyTexts.open}</ButtonLink>
      </div>
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
        {counts.map(({ status, count }) => (
          <li key={status}>
            <Link
              href={`${keysPath}${writeKeyFilters({ ...noFilters, status })}`}
              className="block rounded-lg border bg-raised p-4 transition-colors hover:bg-surface"
            >
              <span className="block text-muted text-sm">{keyTexts.states[status]}</span>
              <span className="mt-1 block font-semibold text-2xl tabular-nums">{formatCount(count)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
