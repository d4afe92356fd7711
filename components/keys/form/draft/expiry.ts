import { z } from "zod";
import { readDay } from "#components/ui/form/date/calendar-days.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { dayMs, daySeconds } from "#lib/domain/common/durations.ts";

/** `keep` keeps the current expiration of the key. `max` is the longest lifetime that the environment allows. */
const expiryChoices = ["keep", "7d", "30d", "60d", "90d", "1y", "max", "custom", "never"] as const;

const presetDays = { "7d": 7, "30d": 30, "60d": 60, "90d": 90, "1y": 365 } as const;

export const expirySchema = z.object({
  choice: z.enum(expiryChoices),
  /** For `custom`, in the format of a date field: 2027-01-31. */
  lastDay: z.string(),
  /** For `keep`, ISO 8601. */
  kept: z.string().nullable(),
  /** For `max`. */
  maxSeconds: z.int().nullable(),
  /** Whether the person selected it. Otherwise it changes with the environment. */
  isChosen: z.boolean(),
});

export type Expiry = z.infer<typeof expirySchema>;

export function asExpiryChoice(value: string): Expiry["choice"] {
  return expiryChoices.find((choice) => choice === value) ?? "never";
}

/** Ends `max` a little early, so that a browser whose clock is ahead doesn't exceed the limit. */
function findMaxLifetimeMs(maxSeconds: number): number {
  return maxSeconds * 1000 - Math.min(60_000, maxSeconds * 100);
}

/** When the key would expire: null for never, undefined while the date is missing. */
export function findExpiry({ choice, lastDay, kept, maxSeconds }: Expiry, nowMs: number) {
  if (choice === "never") return null;
  if (choice === "keep") return kept === null ? null : new Date(kept);
  if (choice === "max")
    return maxSeconds === null ? undefined : new Date(nowMs + findMaxLifetimeMs(maxSeconds));
  if (choice !== "custom") return new Date(nowMs + presetDays[choice] * dayMs);
  const day = readDay(lastDay);
  return day === null ? undefined : new Date(`${day}T23:59:59`);
}

/** The rules of an environment that limit when its keys expire. */
export type ExpiryRules = Pick<
  EnvironmentDto,
  "maxKeyLifetimeSeconds" | "requiresExpiry" | "policyReportOnly"
>;

/** 90 days, or the environment's maximum if that is shorter. */
export function suggestExpiry(rules: ExpiryRules | undefined): Expiry {
  const maxSeconds = rules?.maxKeyLifetimeSeconds ?? null;
  const isShort = maxSeconds !== null && maxSeconds <= presetDays["90d"] * daySeconds;
  return { choice: isShort ? "max" : "90d", lastDay: "", kept: null, maxSeconds, isChosen: false };
}

/** The choices that the environment allows, and the selected one. */
export function listExpiryChoices(selected: Expiry, rules: ExpiryRules | undefined): Expiry["choice"][] {
  const max = rules?.maxKeyLifetimeSeconds ?? null;
  const isEnforced = rules !== undefined && !rules.policyReportOnly;
  const mustExpire = isEnforced && (max !== null || rules.requiresExpiry);
  return expiryChoices.filter((choice) => {
    if (choice === selected.choice) return true;
    if (choice === "keep") return selected.kept !== null;
    if (choice === "never") return !mustExpire;
    if (choice === "max") return max !== null;
    return choice === "custom" || !isEnforced || max === null || presetDays[choice] * daySeconds < max;
  });
}

/**
 * The expiry after the environment was changed. What the person chose stays if the new environment allows it.
 */
export function moveExpiry(expiry: Expiry, rules: ExpiryRules | undefined): Expiry {
  const suggested = suggestExpiry(rules);
  const isAllowed = listExpiryChoices(suggested, rules).includes(expiry.choice);
  return expiry.isChosen && isAllowed ? { ...expiry, maxSeconds: suggested.maxSeconds } : suggested;
}

/** The choice that gives a new key the lifetime of this one. Without such a choice, the suggested expiry. */
export function toExpiry(key: { createdAt: string; expiresAt: string | null }): Expiry {
  const suggested = suggestExpiry(undefined);
  if (key.expiresAt === null) return { ...suggested, choice: "never", isChosen: true };
  const days = Math.round((Date.parse(key.expiresAt) - Date.parse(key.createdAt)) / dayMs);
  const preset = expiryChoices.find(
    (choice) => choice in presetDays && Reflect.get(presetDays, choice) === days,
  );
  return preset === undefined ? suggested : { ...suggested, choice: preset, isChosen: true };
}
