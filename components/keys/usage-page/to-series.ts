import type { ChartColor, ChartSeries } from "#components/chart/chart-data.ts";
import { nameOutcome } from "#components/requests/outcome-texts.ts";
import type { UsageSeriesDto } from "#lib/contract/keys/usage.ts";
import { usageTexts } from "./texts.ts";

type Bars = UsageSeriesDto["data"];

function sumWhere(bars: Bars, isIncluded: (outcome: string) => boolean): number[] {
  return bars.map(({ outcomes }) =>
    outcomes.reduce((sum, { outcome, count }) => sum + (isIncluded(outcome) ? count : 0), 0),
  );
}

const accepted = (bars: Bars): ChartSeries => ({
  key: "VALID",
  label: usageTexts.accepted,
  color: "blue",
  values: sumWhere(bars, (outcome) => outcome === "VALID"),
});

/** Accepted and rejected requests. */
export function toTotals({ data }: UsageSeriesDto): ChartSeries[] {
  const rejected = sumWhere(data, (outcome) => outcome !== "VALID");
  return [accepted(data), { key: "rejected", label: usageTexts.rejected, color: "red", values: rejected }];
}

const reasonColors: readonly ChartColor[] = ["red", "purple", "amber"];

/** Accepted requests and the most frequent reasons of rejection. The others are one series. */
export function toOutcomes({ data }: UsageSeriesDto): ChartSeries[] {
  const totals = new Map<string, number>();
  for (const { outcome, count } of data.flatMap(({ outcomes }) => outcomes)) {
    if (outcome !== "VALID") totals.set(outcome, (totals.get(outcome) ?? 0) + count);
  }
  const reasons = [...totals].sort(([, one], [, other]) => other - one).map(([outcome]) => outcome);
  // One more fits if no further series is needed for the others.
  const shown = reasons.length <= reasonColors.length + 1 ? reasons : reasons.slice(0, reasonColors.length);
  const rest = reasons.slice(shown.length);
  return [
    accepted(data),
    ...shown.map((reason, index) => ({
      key: reason,
      label: nameOutcome(reason),
      color: reasonColors[index] ?? ("gray" as const),
      values: sumWhere(data, (outcome) => outcome === reason),
    })),
    ...(rest.length === 0
      ? []
      : [
          {
            key: "other",
            label: usageTexts.other,
            color: "gray" as const,
            values: sumWhere(data, (outcome) => rest.includes(outcome)),
          },
        ]),
  ];
}
