import { z } from "zod";
import { pageQuery } from "#lib/contract/common/lists.ts";
import { momentText } from "#lib/contract/common/moment.ts";

const keyUsageGroups = ["outcome", "secret", "address", "service", "environment", "hour"] as const;

const range = {
  from: momentText.optional().meta({
    description: "The start of the period. Default: 7 days before its end.",
    example: "2026-01-05T00:00:00Z",
  }),
  to: momentText
    .optional()
    .meta({ description: "The end of the period. Default: now.", example: "2026-01-12T00:00:00Z" }),
};

export const keyUsageQuery = z
  .object({
    ...range,
    by: z
      .enum(keyUsageGroups, `Must be one of ${keyUsageGroups.join(", ")}`)
      .default("outcome")
      .meta({
        description:
          "What the counts are grouped by. `service` is the ID of the key, app or person that requested the verification, empty if the key was presented to this console.",
      }),
    secretId: z
      .string()
      .regex(/^sec_[0-9a-z]{1,40}$/, "Must be the id of a secret")
      .max(44)
      .optional()
      .meta({
        description: "Counts only requests with the secret of this ID.",
        example: "sec_01m84g7mvye1bswmy4cy9stv9q",
      }),
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
      .meta({ description: "Hours or days in UTC. Hours are available for at most 8 days at once." }),
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
      .meta({
        description:
          "What the counts are grouped by. `environment` is the environment of the key, and `key` also groups by app.",
      }),
    outcome: outcomeText.optional().meta({
      description: "Counts only requests with this verification code, such as `RATE_LIMITED`.",
      example: "RATE_LIMITED",
    }),
    limit: pageQuery.limit.meta({
      description: "The maximum number of groups to return, largest first.",
      example: 20,
    }),
  })
  .strict();

export type TeamUsageQuery = z.infer<typeof teamUsageQuery>;

const time = z.iso.datetime();

export const keyUsageSchema = z.object({
  from: time.describe("The start of the period."),
  to: time.describe("The end of the period."),
  total: z
    .int()
    .describe("The number of requests in all groups, including those beyond the 1,000 that are returned."),
  data: z
    .array(
      z.object({
        by: z.string().describe("The group, such as an outcome, an address or an hour."),
        count: z.int().describe("The number of requests in the group."),
        rejected: z.int().describe("How many of them were rejected."),
        firstAt: time.describe(
          "The start of the first minute with requests. Older requests are counted per hour, then per day.",
        ),
        lastAt: time.describe("The start of the last minute, hour or day with requests."),
      }),
    )
    .describe("The number of requests in each group, largest first."),
});

export type KeyUsageDto = z.infer<typeof keyUsageSchema>;

export const usageSeriesSchema = z.object({
  from: time.describe("The start of the period."),
  to: time.describe("The end of the period."),
  interval: z.enum(usageIntervals).describe("The length of each part of the period."),
  total: z.int().describe("The number of requests in the period."),
  rejected: z.int().describe("How many of them were rejected."),
  data: z
    .array(
      z.object({
        startsAt: time.describe("The start of the hour or day."),
        outcomes: z
          .array(
            z.object({
              outcome: z.string().describe("The verification code."),
              count: z.int().describe("The number of requests with this code."),
            }),
          )
          .describe("The requests of this hour or day by verification code."),
      }),
    )
    .describe("Every hour or day, oldest first, including those without requests."),
});

export type UsageSeriesDto = z.infer<typeof usageSeriesSchema>;

export const teamUsageSchema = z.object({
  from: time.describe("The start of the period."),
  to: time.describe("The end of the period."),
  total: z.int().describe("The number of requests in all groups, including those beyond the limit."),
  rejected: z.int().describe("How many of them were rejected."),
  data: z
    .array(
      z.object({
        by: z.string().describe("The verification code, or the ID of the key, app or environment."),
        name: z
          .string()
          .nullable()
          .describe("The current name of the key, app or environment. Null for outcomes."),
        count: z.int().describe("The number of requests in the group."),
        rejected: z.int().describe("How many of them were rejected."),
        keys: z.int().describe("The number of keys and apps with such requests."),
      }),
    )
    .describe("The number of requests in each group, largest first."),
});

export type TeamUsageDto = z.infer<typeof teamUsageSchema>;
