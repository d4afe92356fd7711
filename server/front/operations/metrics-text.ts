import type { Histogram } from "#lib/platform/metrics/histogram.ts";

type MetricType = "counter" | "gauge" | "histogram";

/** Values in the order in which they are written. Each comes from a closed list, never from a client. */
type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
}

function formatNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return Number.isNaN(value) ? "NaN" : String(value);
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function describe(name: string, type: MetricType, help: string, lines: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join("\n");
}

/** One metric with its samples, in Prometheus's text format 0.0.4. */
export function listed(
  name: string,
  type: "counter" | "gauge",
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(({ labels, value }) => `${name}${formatLabels(labels)} ${formatNumber(value)}`);
  return describe(name, type, help, lines);
}

/** A metric without labels. */
export function single(name: string, type: "counter" | "gauge", help: string, value: number): string {
  return listed(name, type, help, [{ labels: {}, value }]);
}

interface HistogramSamples {
  /** The upper bounds of the buckets, in seconds. */
  ends: readonly number[];
  samples: readonly { labels: Labels; histogram: Histogram }[];
}

export function histogram(name: string, help: string, { ends, samples }: HistogramSamples): string {
  const lines = samples.flatMap(({ labels, histogram: { counts, count, sumSeconds } }) => {
    let sum = 0;
    const buckets = ends.map((end, index) => {
      sum += counts[index] ?? 0;
      return `${name}_bucket${formatLabels({ ...labels, le: String(end) })} ${sum}`;
    });
    return [
      ...buckets,
      `${name}_bucket${formatLabels({ ...labels, le: "+Inf" })} ${count}`,
      `${name}_sum${formatLabels(labels)} ${sumSeconds}`,
      `${name}_count${formatLabels(labels)} ${count}`,
    ];
  });
  return describe(name, "histogram", help, lines);
}
