import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { instanceTexts } from "./texts.ts";

interface ListPagerProps {
  /** The first page. Null: this is it. */
  first: string | null;
  /** The next page. Null: there is none. */
  next: string | null;
}

/** Links to the next page and back to the first. Renders nothing if everything fits on one page. */
export function ListPager({ first, next }: ListPagerProps) {
  const { pager } = instanceTexts;
  if (first === null && next === null) return null;
  return (
    <nav aria-label={pager.label} className="mt-4 flex justify-end gap-2">
      {first === null ? null : <ButtonLink href={first}>{pager.first}</ButtonLink>}
      {next === null ? null : <ButtonLink href={next}>{pager.next}</ButtonLink>}
    </nav>
  );
}
