/** Durations by size. */
export interface Histogram {
  /** One count per bucket, not cumulative. Slower ones are in no bucket. */
  counts: number[];
  count: number;
  sumSeconds: number;
}

/** `ends` are the upper bounds of the buckets, in seconds. */
export function createHistogram(ends: readonly number[]): Histogram {
  return { counts: ends.map(() => 0), count: 0, sumSeconds: 0 };
}

export function observeDuration(histogram: Histogram, ends: readonly number[], seconds: number): void {
  const bucket = ends.findIndex((end) => seconds <= end);
  if (bucket !== -1) histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1;
  histogram.count += 1;
  histogram.sumSeconds += seconds;
}

/** Adds what another thread has counted. */
export function addHistogram(total: Histogram, { counts, count, sumSeconds }: Histogram): void {
  for (const [bucket, more] of counts.entries()) total.counts[bucket] = (total.counts[bucket] ?? 0) + more;
  total.count += count;
  total.sumSeconds += sumSeconds;
}
