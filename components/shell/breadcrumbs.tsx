import { clsx } from "clsx";
import { ChevronLeft } from "lucide-react";
import { Link } from "#components/ui/link.tsx";
import { shellTexts } from "./texts.ts";

interface Crumb {
  label: string;
  /** Undefined for a section without its own page. */
  href?: string;
}

interface BreadcrumbsProps {
  /** The page's parents, outermost first. */
  trail: readonly Crumb[];
  current: string;
}

/** The page's breadcrumb trail. On phones only the link back is shown, if there is one. */
export function Breadcrumbs({ trail, current }: BreadcrumbsProps) {
  const back = trail.findLast(({ href }) => href !== undefined);
  return (
    <nav
      aria-label={shellTexts.breadcrumbs}
      className={clsx("mb-2 text-muted text-sm max-sm:-mt-3", back === undefined && "max-sm:hidden")}
    >
      <ol className="flex min-w-0 items-center gap-1.5">
        {trail.map((crumb) => (
          <li
            key={crumb.label}
            className={clsx("flex shrink-0 items-center gap-1.5", crumb !== back && "max-sm:sr-only")}
          >
            {crumb.href === undefined ? crumb.label : <CrumbLink href={crumb.href} label={crumb.label} />}
            <span aria-hidden="true" className="max-sm:hidden">
              /
            </span>
          </li>
        ))}
        <li
          aria-current="page"
          dir="auto"
          title={current}
          className="min-w-0 truncate text-text max-sm:sr-only"
        >
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
