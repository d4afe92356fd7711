import { z } from "zod";

const dayMs = 86_400_000;

/** `keep` keeps the current expiration of the key. */
const expiryChoices = ["keep", "never", "7d", "30d", "60d", "90d", "1y", "custom"] as const;

const presetDays = { "7d": 7, "30d": 30, "60d": 60, "90d": 90, "1y": 365 } as const;

export const expirySchema = z.object({
  choice: z.enum(expiryChoices),
  /** For `custom`, in the format of a date field: 2027-01-31. */
  lastDay: z.string(),
  /** For `keep`, ISO 8601. */
  kept: z.string().nullable(),
});

export type Expiry = z.infer<typeof expirySchema>;

export function asExpiryChoice(value: string): Expiry["choice"] {
  return expiryChoices.find((choice) => choice === value) ?? "never";
}

/** When the key would expire: null for never, undefined while the date is missing. */
export function findExpiry({ choice, lastDay, kept }: Expiry, nowMs: number): Date | null | undefined {
  if (choice === "never") return null;
  if (choice === "keep") return kept === null ? null : new Date(kept);
  if (choice !== "custom") return new Date(nowMs + presetDays[choice] * dayMs);
  const end = new Date(`${lastDay}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end;
}
