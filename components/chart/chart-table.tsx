import { formatCount } from "#components/ui/format/format-count.ts";
import { sum } from "./chart-data.ts";
import { formatBar } from "./format-bar.ts";
import type { PlotProps } from "./plot.tsx";
import { chartTexts } from "./texts.ts";

/** The chart's values, newest first. */
export function ChartTable({ label, bars, interval, series }: Omit<PlotProps, "height">) {
  const cell = "px-3 py-1.5 text-right tabular-nums";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
    <div tabIndex={0} className="max-h-76 overflow-auto rounded-md border">
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{label}</caption>
        <thead className="sticky top-0 bg-surface text-muted text-xs">
          <tr>
            <th scope="col" className="px-3 py-2 text-left font-medium">
              {chartTexts.time[interval]}
            </th>
            {series.map(({ key, label: name }) => (
              <th key={key} scope="col" className="px-3 py-2 text-right font-medium">
                {name}
              </th>
            ))}
            <th scope="col" className="px-3 py-2 text-right font-medium">
              {chartTexts.total}
            </th>
          </tr>
        </thead>
        <tbody>
          {bars
            .map((bar, index) => (
              <tr key={bar} className="border-t">
                <th scope="row" className="whitespace-nowrap px-3 py-1.5 text-left font-normal">
                  {formatBar(bar, interval)}
                </th>
                {series.map(({ key, values }) => (
                  <td key={key} className={cell}>
                    {formatCount(values[index] ?? 0)}
                  </td>
                ))}
                <td className={cell}>{formatCount(sum(series.map(({ values }) => values[index] ?? 0)))}</td>
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </div>
  );
}
