"use client";

import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import type { GuideHeading } from "./markdown.tsx";
import { docsTexts } from "./texts.ts";
import { useCurrentHeading } from "./use-current-heading.ts";

interface OnThisPageProps {
  headings: readonly GuideHeading[];
}

/** The headings of a page, beside it. The one that is being read is marked. */
export function OnThisPage({ headings }: OnThisPageProps) {
  const current = useCurrentHeading(headings.map(({ id }) => id));
  if (headings.length === 0) return null;
  return (
    <nav aria-label={docsTexts.onThisPage} className="text-sm">
      <p className="mb-2 font-medium">{docsTexts.onThisPage}</p>
      <HeadingList headings={headings} current={current} />
    </nav>
  );
}

/** The same list above a page, on small screens. */
export function OnThisPageFold({ headings }: OnThisPageProps) {
  if (headings.length === 0) return null;
  return (
    <details className="group/fold mb-6 rounded-lg border bg-surface px-3 text-sm xl:hidden">
      <summary className="flex list-none items-center justify-between rounded-md py-2.5 font-medium [&::-webkit-details-marker]:hidden">
        {docsTexts.onThisPage}
        <ChevronRight
          aria-hidden="true"
          className="size-4 text-muted transition-transform group-open/fold:rotate-90"
        />
      </summary>
      <nav aria-label={docsTexts.onThisPage} className="pb-2">
        <HeadingList headings={headings} current={undefined} />
      </nav>
    </details>
  );
}

function HeadingList({ headings, current }: OnThisPageProps & { current: string | undefined }) {
  return (
    <ul className="flex flex-col border-l">
      {headings.map(({ id, text, depth }) => (
        <li key={id}>
          <a
            href={`#${id}`}
            aria-current={id === current ? "location" : undefined}
            className={clsx(
              "-ml-px block border-l py-1 leading-5 transition-colors hover:text-text coarse:py-2.5",
              depth > 2 ? "pl-6" : "pl-3",
              id === current ? "border-accent font-medium text-accent-text" : "border-transparent text-muted",
            )}
          >
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
}
