import { clsx } from "clsx";
import { Link } from "#components/ui/link.tsx";
import { type UsageRange, usageRangeNames } from "#lib/contract/keys/usage-ranges.ts";
import { chartTexts } from "./texts.ts";

interface RangePickerProps {
  current: UsageRange;
  /** The page's path, and its other parameters. */
  path: string;
  query?: Readonly<Record<string, string>>;
}

/** Links to the same page for other periods. The period is part of the URL, so that a view can be sent to a colleague. */
export function RangePicker({ current, path, query = {} }: RangePickerProps) {
  return (
    <nav aria-label={chartTexts.ranges} className="flex rounded-md border bg-raised p-0.5">
      {usageRangeNames.map((range) => (
        <Link
          key={range}
          href={`${path}?${new URLSearchParams({ ...query, range })}`}
          scroll={false}
          aria-current={range === current ? "true" : undefined}
          className={clsx(
            "inline-flex h-6.5 items-center whitespace-nowrap rounded px-2.5 font-medium text-xs coarse:h-11",
            range === current ? "bg-accent-soft text-accent-text" : "text-muted hover:text-text",
          )}
        >
          {chartTexts.rangeNames[range]}
        </Link>
      ))}
    </nav>
  );
}
