import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { grantTexts as texts } from "./texts.ts";

interface GrantPagerProps {
  /** The first page. */
  path: string;
  /** Whether this isn't the first page. */
  isContinued: boolean;
  nextCursor: string | null;
}

/** Links to the next page and back to the first. Renders nothing if everything fits on one page. */
export function GrantPager({ path, isContinued, nextCursor }: GrantPagerProps) {
  if (nextCursor === null && !isContinued) return null;
  const separator = path.includes("?") ? "&" : "?";
  return (
    <nav aria-label={texts.pages} className="mt-4 flex justify-end gap-2">
      {isContinued ? <ButtonLink href={path}>{texts.newer}</ButtonLink> : null}
      {nextCursor === null ? null : (
        <ButtonLink href={`${path}${separator}cursor=${encodeURIComponent(nextCursor)}`}>
          {texts.older}
        </ButtonLink>
      )}
    </nav>
  );
}
