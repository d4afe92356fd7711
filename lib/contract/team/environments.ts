import { z } from "zod";
import { idText, nameText } from "#lib/contract/common/text.ts";
import { daySeconds } from "#lib/domain/common/durations.ts";
import { findPolicyViolations, type PolicedKey } from "#lib/domain/rbac/environment-policy.ts";
import { type Role, roles } from "#lib/domain/rbac/roles.ts";

/** The name of an environment in keys, rules and URLs. It never changes. */
export const environmentSlug = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    "Must start with a lowercase letter and contain only lowercase letters, digits and hyphens, such as production",
  )
  .max(40);

const environmentColors = ["green", "amber", "red", "blue", "purple", "gray"] as const;

const maxLifetimeSeconds = 10 * 366 * daySeconds;

const policyFields = {
  keyCreatorRole: z.enum(["developer", "admin", "owner"]).nullable().meta({
    description:
      "The minimum role to create, change and rotate its keys. Null: every role with `keys:write`.",
    example: "admin",
  }),
  maxKeyLifetimeSeconds: z
    .int("Must be a whole number of seconds")
    .min(60, "Must be at least 1 minute")
    .max(maxLifetimeSeconds, "Must be at most 10 years")
    .nullable()
    .meta({
      description: "The maximum lifetime of its keys, in seconds. Null: no maximum.",
      example: 31536000,
    }),
  requiresExpiry: z.boolean().describe("Whether its keys must have an expiry."),
  requiresAllowedIps: z
    .boolean()
    .meta({ description: "Whether its keys must have an IP allowlist.", example: false }),
  policyReportOnly: z.boolean().meta({
    description: "True: violations are recorded in the audit log instead of being rejected.",
    example: false,
  }),
};

const changeable = {
  label: nameText.meta({ description: "The name that lists show.", example: "Production" }),
  color: z
    .enum(environmentColors, `Must be one of ${environmentColors.join(", ")}`)
    .describe("The color of its badge."),
  position: z
    .int("Must be a whole number")
    .min(0)
    .max(999)
    .meta({ description: "The position in lists, from 0.", example: 2 }),
  ...policyFields,
  allowsTeamManagement: z.boolean().meta({
    description:
      "True: keys in this environment that list `members:write` or `team:write` can manage members and the team.",
    example: false,
  }),
  notifiesKeyChanges: z.boolean().meta({
    description:
      "True: when one of its keys is created, rotated or deleted, the key's owner and the team's owners and admins are notified.",
    example: false,
  }),
};

export const createEnvironmentSchema = z
  .object({ ...changeable })
  .partial()
  .extend({
    slug: environmentSlug.describe("The name in keys, rules and URLs. It never changes."),
    label: nameText.meta({ description: "The name that lists show.", example: "Production" }),
  })
  .strict();

export type CreateEnvironmentInput = z.infer<typeof createEnvironmentSchema>;

export const updateEnvironmentSchema = z
  .object(changeable)
  .partial()
  .strict()
  .refine((changes) => Object.keys(changes).length > 0, "Include at least one field to change");

export type UpdateEnvironmentInput = z.infer<typeof updateEnvironmentSchema>;

/** All environments of the team, in their new order. */
export const reorderEnvironmentsSchema = z
  .object({
    environmentIds: z
      .array(idText)
      .min(1, "List every environment of the team")
      .max(100)
      .refine((ids) => new Set(ids).size === ids.length, "List each environment only once")
      .describe("The IDs of all environments of the team, in their new order."),
  })
  .strict();

export type ReorderEnvironmentsInput = z.infer<typeof reorderEnvironmentsSchema>;

export const previewPolicySchema = z.object(policyFields).omit({ policyReportOnly: true }).partial().strict();

export type PreviewPolicyInput = z.infer<typeof previewPolicySchema>;

/** An environment of a team, as lists and forms show it. */
export const environmentSchema = z.object({
  id: z.string().describe("The ID of the environment."),
  slug: z.string().describe("The name in keys, rules and URLs."),
  label: z.string().describe("The name that lists show."),
  color: z.string().describe("The color of its badge."),
  position: z.int().describe("The position in lists, from 0."),
  keyCreatorRole: z
    .enum(roles)
    .nullable()
    .describe("The minimum role to create, change and rotate its keys. Null: every role with `keys:write`."),
  maxKeyLifetimeSeconds: z
    .int()
    .nullable()
    .describe("The maximum lifetime of its keys, in seconds. Null: no maximum."),
  requiresExpiry: z.boolean().describe("Whether its keys must have an expiry."),
  requiresAllowedIps: z.boolean().describe("Whether its keys must have an IP allowlist."),
  policyReportOnly: z
    .boolean()
    .describe("True: violations are recorded in the audit log instead of being rejected."),
  allowsTeamManagement: z
    .boolean()
    .describe(
      "True: keys in this environment that list `members:write` or `team:write` can manage members and the team.",
    ),
  notifiesKeyChanges: z
    .boolean()
    .describe(
      "True: when one of its keys is created, rotated or deleted, the key's owner and the team's owners and admins are notified.",
    ),
});

export type EnvironmentDto = z.infer<typeof environmentSchema>;

/** The enforced rules that a key would break, so that a form can show them next to its fields. */
export function findRefusingRules(environment: EnvironmentDto, key: PolicedKey, role: Role, now: Date) {
  return environment.policyReportOnly ? [] : findPolicyViolations(environment, key, role, now);
}

/** All environments in their order, on one page: a team has only a few. */
export const environmentListSchema = z.object({
  data: z.array(environmentSchema).describe("All environments of the team, in their order."),
  nextCursor: z.null().describe("Always null: all environments are on one page."),
});

/** Live keys that could no longer be rotated or changed under these rules. */
export const policyPreviewSchema = z.object({
  liveKeys: z.int().describe("The number of live keys in the environment."),
  brokenKeys: z.int().describe("The number of live keys that break the rules."),
  data: z
    .array(
      z.object({
        id: z.string().describe("The ID of the key."),
        name: z.string().describe("The name of the key."),
        owner: z.string().describe("The name of its owner."),
        problems: z.array(z.string()).describe("The rules it breaks, as text for people."),
      }),
    )
    .describe("The first 100 keys that break the rules."),
});

export type PolicyPreviewDto = z.infer<typeof policyPreviewSchema>;
