import { clsx } from "clsx";
import { formatCount, formatShare } from "#components/ui/format/format-count.ts";

const fills = {
  good: "bg-good",
  bad: "bg-bad",
  neutral: "bg-muted",
} as const;

export interface Bar {
  key: string;
  label: string;
  count: number;
  tone: keyof typeof fills;
}

/** Counts as bars, each with its number and share. The bars are decorative. */
export function BarList({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const largest = Math.max(...bars.map(({ count }) => count), 1);
  return (
    <ul aria-label={label} className="flex flex-col gap-3">
      {bars.map(({ key, label: name, count, tone }) => (
        <li key={key} className="text-sm">
          <div className="flex items-baseline justify-between gap-4">
            <span className="min-w-0 [overflow-wrap:anywhere]">{name}</span>
            <span className="whitespace-nowrap tabular-nums">
              {formatCount(count)}{" "}
              <span className="text-muted text-xs">{formatShare(total === 0 ? 0 : count / total)}</span>
            </span>
          </div>
          <div aria-hidden="true" className="mt-1 h-2 rounded-full bg-sunken">
            <div
              className={clsx("h-2 rounded-full", count > 0 && "min-w-1", fills[tone])}
              style={{ width: `${(count / largest) * 100}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
