import { clsx } from "clsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";

interface ViewLinksProps {
  label: string;
  views: readonly { href: string; label: string; count: number; isCurrent: boolean }[];
}

/** The lists to choose from, with how many each has. They take as many lines as they need. */
export function ViewLinks({ label, views }: ViewLinksProps) {
  return (
    <nav aria-label={label} className="mb-4 flex flex-wrap gap-2">
      {views.map((view) => (
        <Link
          key={view.href}
          href={view.href}
          scroll={false}
          aria-current={view.isCurrent ? "page" : undefined}
          className={clsx(
            "inline-flex items-center gap-1.5 rounded-md border px-2.5 py-1 text-sm coarse:min-h-11",
            view.isCurrent ? "border-accent bg-accent-soft text-accent-text" : "hover:bg-surface",
          )}
        >
          {view.label} <span className="tabular-nums">{formatCount(view.count)}</span>
        </Link>
      ))}
    </nav>
  );
}
