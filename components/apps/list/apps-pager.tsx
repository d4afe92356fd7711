import type { AppsPageData } from "#components/apps/view-data.ts";
import { resourceTexts } from "#components/resources/texts.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { type AppFilters, writeAppFilters } from "./app-filters.ts";

const texts = resourceTexts.pager;

/** Links to the next page and back to the first. Renders nothing if everything fits on one page. */
export function AppsPager({ page, filters }: { page: AppsPageData; filters: AppFilters }) {
  const { nextCursor } = page.list;
  if (nextCursor === null && !page.isContinued) return null;
  return (
    <nav aria-label={texts.label} className="mt-4 flex justify-end gap-2">
      {page.isContinued ? (
        <ButtonLink href={writeAppFilters({ ...filters, cursor: "" })}>{texts.first}</ButtonLink>
      ) : null}
      {nextCursor === null ? null : (
        <ButtonLink href={writeAppFilters({ ...filters, cursor: nextCursor })}>{texts.next}</ButtonLink>
      )}
    </nav>
  );
}
