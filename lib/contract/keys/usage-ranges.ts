import type { UsageInterval } from "./usage.ts";

/** The periods that pages about usage offer, as in the URL. */
export const usageRanges = {
  "24h": { interval: "hour", length: 24 },
  "7d": { interval: "day", length: 7 },
  "30d": { interval: "day", length: 30 },
  "90d": { interval: "day", length: 90 },
} as const satisfies Record<string, { interval: UsageInterval; length: number }>;

export type UsageRange = keyof typeof usageRanges;

export const defaultUsageRange: UsageRange = "30d";

const names = Object.keys(usageRanges) as UsageRange[];

export const usageRangeNames: readonly UsageRange[] = names;

/** The range in a URL. Anything else means the default. */
export function parseUsageRange(text: string | readonly string[] | undefined): UsageRange {
  return names.find((name) => name === text) ?? defaultUsageRange;
}
