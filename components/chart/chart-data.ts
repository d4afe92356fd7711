/** At most five in one chart. */
export const chartColors = ["blue", "red", "purple", "amber", "gray"] as const;

export type ChartColor = (typeof chartColors)[number];

export interface ChartSeries {
  key: string;
  label: string;
  color: ChartColor;
  /** One for each bar. */
  values: readonly number[];
}

export type ChartInterval = "hour" | "day";

/** Something that happened at a bar, such as a rotation. */
export interface ChartMark {
  /** ISO 8601. */
  at: string;
  label: string;
  kind: "rotated" | "edited";
}

export const fillClasses: Readonly<Record<ChartColor, string>> = {
  blue: "fill-chart-blue",
  red: "fill-chart-red",
  purple: "fill-chart-purple",
  amber: "fill-chart-amber",
  gray: "fill-chart-gray",
};

export const swatchClasses: Readonly<Record<ChartColor, string>> = {
  blue: "bg-chart-blue",
  red: "bg-chart-red",
  purple: "bg-chart-purple",
  amber: "bg-chart-amber",
  gray: "bg-chart-gray",
};

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The total of each bar. */
export function sumBars(series: readonly ChartSeries[]): number[] {
  const [first] = series;
  return (first?.values ?? []).map((_, index) => sum(series.map(({ values }) => values[index] ?? 0)));
}
