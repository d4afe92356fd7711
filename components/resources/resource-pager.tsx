import { ButtonLink } from "#components/ui/button-link.tsx";
import { resourceTexts } from "./texts.ts";
import type { ResourcePageData } from "./view-data.ts";

/** On to older ones and back to the newest; nothing where all fit on one page. */
export function ResourcePager({ page }: { page: Pick<ResourcePageData<unknown>, "list" | "isContinued"> }) {
  const { label, first, next } = resourceTexts.pager;
  const { nextCursor } = page.list;
  if (nextCursor === null && !page.isContinued) return null;
  return (
    <nav aria-label={label} className="mt-4 flex justify-end gap-2">
      {page.isContinued ? <ButtonLink href="?">{first}</ButtonLink> : null}
      {nextCursor === null ? null : (
        <ButtonLink href={`?${new URLSearchParams({ cursor: nextCursor })}`}>{next}</ButtonLink>
      )}
    </nav>
  );
}
