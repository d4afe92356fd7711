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
  /** The minimum role to create, change and rotate its keys. Null: every role with `keys:write`. */
  keyCreatorRole: z.enum(["developer", "admin", "owner"]).nullable(),
  /** Null: no maximum lifetime. */
  maxKeyLifetimeSeconds: z
    .int("Must be a whole number of seconds")
    .min(60, "Must be at least 1 minute")
    .max(maxLifetimeSeconds, "Must be at most 10 years")
    .nullable(),
  requiresExpiry: z.boolean(),
  requiresAllowedIps: z.boolean(),
  /** True: violations are recorded in the audit log instead of being rejected. */
  policyReportOnly: z.boolean(),
};

const changeable = {
  label: nameText,
  color: z.enum(environmentColors, `Must be one of ${environmentColors.join(", ")}`),
  /** The position in lists, from 0. */
  position: z.int("Must be a whole number").min(0).max(999),
  ...policyFields,
  /** True: keys in this environment that list `members:write` or `team:write` can manage members and the team. */
  allowsTeamManagement: z.boolean(),
};

export const createEnvironmentSchema = z
  .object({ ...changeable })
  .partial()
  .extend({ slug: environmentSlug, label: nameText })
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
      .refine((ids) => new Set(ids).size === ids.length, "List each environment only once"),
  })
  .strict();

export type ReorderEnvironmentsInput = z.infer<typeof reorderEnvironmentsSchema>;

export const previewPolicySchema = z.object(policyFields).omit({ policyReportOnly: true }).partial().strict();

export type PreviewPolicyInput = z.infer<typeof previewPolicySchema>;

/** An environment of a team, as lists and forms show it. */
export const environmentSchema = z.object({
  id: z.string(),
  slug: z.string(),
  label: z.string(),
  color: z.string(),
  position: z.int(),
  keyCreatorRole: z.enum(roles).nullable(),
  maxKeyLifetimeSeconds: z.int().nullable(),
  requiresExpiry: z.boolean(),
  requiresAllowedIps: z.boolean(),
  policyReportOnly: z.boolean(),
  allowsTeamManagement: z.boolean(),
});

export type EnvironmentDto = z.infer<typeof environmentSchema>;

/** The enforced rules that a key would break, so that a form can show them next to its fields. */
export function findRefusingRules(environment: EnvironmentDto, key: PolicedKey, role: Role, now: Date) {
  return environment.policyReportOnly ? [] : findPolicyViolations(environment, key, role, now);
}

/** All environments in their order, on one page: a team has only a few. */
export const environmentListSchema = z.object({ data: z.array(environmentSchema), nextCursor: z.null() });

/** Live keys that could no longer be rotated or changed under these rules. */
export const policyPreviewSchema = z.object({
  /** The number of live keys in the environment. */
  liveKeys: z.int(),
  brokenKeys: z.int(),
  /** The first 100 keys that break the rules. */
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      owner: z.string(),
      problems: z.array(z.string()),
    }),
  ),
});

export type PolicyPreviewDto = z.infer<typeof policyPreviewSchema>;
