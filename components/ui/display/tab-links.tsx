import { clsx } from "clsx";
import { Link } from "#components/ui/link.tsx";

interface TabLink {
  href: string;
  label: string;
  isCurrent: boolean;
}

interface TabLinksProps {
  /** The accessible name of the list. */
  label: string;
  tabs: readonly TabLink[];
}

/** Links between the parts of a page, each with its own URL. They wrap where they don't fit. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav aria-label={label} className="mb-5 flex flex-wrap gap-x-4 border-b sm:gap-x-6">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.isCurrent ? "page" : undefined}
          className={clsx(
            "-mb-px whitespace-nowrap border-b-2 py-2.5 font-medium text-sm outline-offset-[-2px] coarse:py-3.5",
            tab.isCurrent
              ? "border-accent text-text"
              : "border-transparent text-muted transition-colors hover:text-text",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
