import { clsx } from "clsx";
import { formatCount, formatShare } from "#components/ui/format/format-count.ts";
import { type ChartSeries, sum, swatchClasses } from "./chart-data.ts";

/** The series with their totals and shares. */
export function Legend({ series }: { series: readonly ChartSeries[] }) {
  const totals = series.map(({ values }) => sum(values));
  const total = sum(totals);
  return (
    <dl className="flex flex-wrap gap-x-7 gap-y-2">
      {series.map(({ key, label, color }, index) => (
        <div key={key} className="min-w-0">
          <dt className="flex items-center gap-2 text-muted text-xs">
            <span aria-hidden="true" className={clsx("size-2.5 rounded-sm", swatchClasses[color])} />
            {label}
          </dt>
          <dd className="mt-0.5 font-semibold text-base tabular-nums">
            {formatCount(totals[index] ?? 0)}{" "}
            <span className="font-normal text-muted text-xs">
              {formatShare(total === 0 ? 0 : (totals[index] ?? 0) / total)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
