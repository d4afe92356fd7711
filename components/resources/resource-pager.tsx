import { ButtonLink } from "#components/ui/button-link.tsx";
import type { Page } from "#lib/schemas/lists.ts";
import { resourceTexts } from "./texts.ts";

interface ResourcePagerProps {
  list: Page<unknown>;
  /** Whether a cursor was asked for: the list does not begin with the newest. */
  isContinued: boolean;
}

/** On to older ones and back to the newest; nothing where all fit on one page. */
export function ResourcePager({ list, isContinued }: ResourcePagerProps) {
  const { label, first, next } = resourceTexts.pager;
  const { nextCursor } = list;
  if (nextCursor === null && !isContinued) return null;
  return (
    <nav aria-label={label} className="mt-4 flex justify-end gap-2">
      {isContinued ? <ButtonLink href="?">{first}</ButtonLink> : null}
      {nextCursor === null ? null : (
        <ButtonLink href={`?${new URLSearchParams({ cursor: nextCursor })}`}>{next}</ButtonLink>
      )}
    </nav>
  );
}
