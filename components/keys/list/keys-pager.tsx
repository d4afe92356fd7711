import type { ReactNode } from "react";
import { type KeyFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { pagerTexts as texts } from "./pager-texts.ts";

interface KeysPagerProps {
  page: Pick<KeysPageData, "keys" | "counts" | "keysBefore" | "previousCursor">;
  filters: KeyFilters;
}

/** Null if there is no such page. */
function Step({ href, children }: { href: string | null; children: ReactNode }) {
  return href === null ? (
    <Button disabled>{children}</Button>
  ) : (
    <ButtonLink href={href}>{children}</ButtonLink>
  );
}

/** Which keys of how many are shown, and links to the pages before and after. */
export function KeysPager({ page, filters }: KeysPagerProps) {
  const { keys, counts, keysBefore, previousCursor } = page;
  const linkTo = (cursor: string) => writeKeyFilters({ ...filters, cursor });
  const last = keysBefore + keys.data.length;
  // Keys can be added between the two reads.
  const total = Math.max(counts.shown, last);
  const isOnlyPage = filters.cursor === "" && keys.nextCursor === null;
  return (
    <div className="mt-3 flex items-center justify-end gap-2 text-muted text-sm">
      <span className="tabular-nums">{texts.range(keysBefore + 1, last, total)}</span>
      {isOnlyPage ? null : (
        <nav aria-label={texts.label} className="flex gap-2">
          <Step href={filters.cursor === "" ? null : linkTo(previousCursor ?? "")}>{texts.previous}</Step>
          <Step href={keys.nextCursor === null ? null : linkTo(keys.nextCursor)}>{texts.next}</Step>
        </nav>
      )}
    </div>
  );
}
