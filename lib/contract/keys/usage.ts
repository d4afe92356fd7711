import { z } from "zod";
import { pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";

const keyUsageGroups = ["outcome", "secret", "address", "service", "environment", "hour"] as const;

const range = {
  from: momentText.optional().meta({ description: "The start of the period. Default: 7 days before `to`" }),
  to: momentText.optional().meta({ description: "The end of the period. Default: now" }),
};

export const keyUsageQuery = z
  .object({
    ...range,
    by: z
      .enum(keyUsageGroups, `Must be one of ${keyUsageGroups.join(", ")}`)
      .default("outcome")
      .meta({
        description:
          "What to group by. `service` is the id of the key or person that requested the verification, empty if the key was presented to this console",
      }),
    /** Counts only requests with the secret of this id. */
    secretId: z
      .string()
      .regex(/^sec_[0-9a-z]{1,40}$/, "Must be the id of a secret")
      .max(44)
      .optional(),
  })
  .strict();

export type KeyUsageQuery = z.infer<typeof keyUsageQuery>;

const usageIntervals = ["hour", "day"] as const;

export type UsageInterval = (typeof usageIntervals)[number];

export const usageSeriesQuery = z
  .object({
    ...range,
    interval: z
      .enum(usageIntervals, `Must be one of ${usageIntervals.join(", ")}`)
      .default("day")
      .meta({ description: "Hours or days in UTC. Hours are available for at most 8 days at once" }),
  })
  .strict();

export type UsageSeriesQuery = z.infer<typeof usageSeriesQuery>;

const teamUsageGroups = ["outcome", "key", "environment"] as const;

export type TeamUsageGroup = (typeof teamUsageGroups)[number];

/** A verification code: its format only, so that older and newer codes can be asked for. */
const outcomeText = z
  .string()
  .regex(/^[A-Z_]{1,40}$/, "Must be a verification code such as RATE_LIMITED")
  .max(40);

export const teamUsageQuery = z
  .object({
    ...range,
    by: z
      .enum(teamUsageGroups, `Must be one of ${teamUsageGroups.join(", ")}`)
      .default("outcome")
      .meta({ description: "What to group by. `environment` is the environment of the key" }),
    outcome: outcomeText
      .optional()
      .meta({ description: "Counts only requests with this verification code, such as `RATE_LIMITED`" }),
    limit: pageQuery.limit.meta({ description: "The maximum number of groups to return, largest first" }),
  })
  .strict();

export type TeamUsageQuery = z.infer<typeof teamUsageQuery>;

const time = z.iso.datetime();

export const keyUsageSchema = z.object({
  from: time,
  to: time,
  /** All groups, including those beyond the 1,000 that are returned. */
  total: z.int(),
  data: z.array(
    z.object({
      by: z.string(),
      count: z.int(),
      rejected: z.int(),
      /** The start of the first minute with requests. Older requests are counted per hour, then per day. */
      firstAt: time,
      lastAt: time,
    }),
  ),
});

export type KeyUsageDto = z.infer<typeof keyUsageSchema>;

export const usageSeriesSchema = z.object({
  from: time,
  to: time,
  interval: z.enum(usageIntervals),
  total: z.int(),
  rejected: z.int(),
  /** Every hour or day, oldest first, including those without requests. */
  data: z.array(
    z.object({
      startsAt: time,
      outcomes: z.array(z.object({ outcome: z.string(), count: z.int() })),
    }),
  ),
});

export type UsageSeriesDto = z.infer<typeof usageSeriesSchema>;

export const teamUsageSchema = z.object({
  from: time,
  to: time,
  /** All groups, including those beyond the limit. */
  total: z.int(),
  rejected: z.int(),
  data: z.array(
    z.object({
      by: z.string(),
      /** The current name of the key or environment. Null for outcomes. */
      name: z.string().nullable(),
      count: z.int(),
      rejected: z.int(),
      /** The number of keys with such requests. */
      keys: z.int(),
    }),
  ),
});

export type TeamUsageDto = z.infer<typeof teamUsageSchema>;
