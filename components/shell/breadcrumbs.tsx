import { clsx } from "clsx";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { shellTexts } from "./texts.ts";

interface Crumb {
  label: string;
  /** Left out: a section without a page of its own. */
  href?: string;
}

interface BreadcrumbsProps {
  /** What the page lies in, from the outermost. */
  trail: readonly Crumb[];
  current: string;
}

/** Where a page lies. On a phone only the way back to what it lies in is shown, where there is one. */
export function Breadcrumbs({ trail, current }: BreadcrumbsProps) {
  const back = trail.findLast(({ href }) => href !== undefined);
  const hiddenOnPhone = back === undefined ? undefined : "max-sm:sr-only";
  return (
    <nav aria-label={shellTexts.breadcrumbs} className="mb-2 text-muted text-sm">
      <ol className="flex min-w-0 items-center gap-1.5">
        {trail.map((crumb) => (
          <li
            key={crumb.label}
            className={clsx("flex shrink-0 items-center gap-1.5", crumb !== back && hiddenOnPhone)}
          >
            {crumb.href === undefined ? crumb.label : <CrumbLink href={crumb.href} label={crumb.label} />}
            <span aria-hidden="true" className={back === undefined ? undefined : "max-sm:hidden"}>
              /
            </span>
          </li>
        ))}
        <li aria-current="page" className={clsx("min-w-0 truncate text-text", hiddenOnPhone)}>
          {current}
        </li>
      </ol>
    </nav>
  );
}

function CrumbLink({ href, label }: Required<Crumb>) {
  return (
    <Link
      href={href}
      className="flex items-center gap-1 rounded-sm hover:text-text hover:underline coarse:min-h-11"
    >
      <ChevronLeft aria-hidden="true" className="-ml-1 size-4 sm:hidden" />
      {label}
    </Link>
  );
}
