import { ButtonLink } from "#components/ui/button/button-link.tsx";
import type { Page } from "#lib/contract/common/lists.ts";
import { resourceTexts } from "./texts.ts";

interface ResourcePagerProps {
  list: Page<unknown>;
  /** Whether the request had a cursor, so that this isn't the first page. */
  isContinued: boolean;
}

/** Links to the next page and back to the first. Renders nothing if everything fits on one page. */
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
