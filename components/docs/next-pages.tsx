import { ArrowLeft, ArrowRight } from "lucide-react";
import { Link } from "#components/ui/link.tsx";
import type { DocsGroup } from "./docs-navigation.tsx";
import { docsTexts } from "./texts.ts";

const cardClasses =
  "group flex flex-1 flex-col gap-0.5 rounded-lg border px-4 py-3 text-sm transition-colors hover:border-control hover:bg-surface";

/** Links to the pages before and after this one, in reading order. */
export function NextPages({ groups, href }: { groups: readonly DocsGroup[]; href: string }) {
  const pages = groups.flatMap(({ links }) => links);
  const index = pages.findIndex((page) => page.href === href);
  const previous = pages[index - 1];
  const next = index === -1 ? undefined : pages[index + 1];
  return (
    <nav aria-label={docsTexts.pages} className="mt-14 flex gap-3 border-t pt-6 max-sm:flex-col">
      {previous === undefined ? null : (
        <Link href={previous.href} className={cardClasses}>
          <span className="flex items-center gap-1 text-muted text-xs">
            <ArrowLeft aria-hidden="true" className="size-3.5" />
            {docsTexts.previous}
          </span>
          <span className="font-medium">{previous.title}</span>
        </Link>
      )}
      {next === undefined ? null : (
        <Link href={next.href} className={`${cardClasses} items-end text-right`}>
          <span className="flex items-center gap-1 text-muted text-xs">
            {docsTexts.next}
            <ArrowRight aria-hidden="true" className="size-3.5" />
          </span>
          <span className="font-medium">{next.title}</span>
        </Link>
      )}
    </nav>
  );
}
