import { z } from "zod";
import { findPolicyViolations, type PolicedKey } from "#lib/rbac/environment-policy.ts";
import { type Role, roles } from "#lib/rbac/roles.ts";
import { nameText } from "./text.ts";

/** An environment's name in keys, rules and addresses; it never changes. */
export const environmentSlug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "Must be the short name of an environment, such as production")
  .max(40);

const environmentColors = ["green", "amber", "red", "blue", "purple", "gray"] as const;

const longestLifetimeSeconds = 10 * 366 * 86_400;

const policyFields = {
  /** The least role that may make, change and rotate its keys; null: whoever may write keys. */
  keyCreatorRole: z.enum(["developer", "admin", "owner"]).nullable(),
  /** Null: keys may last as long as they like. */
  maxKeyLifetimeSeconds: z
    .int("Must be a whole number of seconds")
    .min(60, "Must be at least a minute")
    .max(longestLifetimeSeconds, "Must be at most ten years")
    .nullable(),
  requiresExpiry: z.boolean(),
  requiresAllowedIps: z.boolean(),
  /** True: a broken rule is written to the audit log, not refused. */
  policyReportOnly: z.boolean(),
};

const changeable = {
  label: nameText,
  color: z.enum(environmentColors, `Must be one of ${environmentColors.join(", ")}`),
  /** Where it stands among the others, from 0. */
  position: z.int("Must be a whole number").min(0).max(999),
  ...policyFields,
  /** True: keys of this environment that list `members:write` or `team:write` may manage people and the team. */
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
  .refine((changes) => Object.keys(changes).length > 0, "Name at least one field to change");

export type UpdateEnvironmentInput = z.infer<typeof updateEnvironmentSchema>;

export const previewPolicySchema = z.object(policyFields).omit({ policyReportOnly: true }).partial().strict();

export type PreviewPolicyInput = z.infer<typeof previewPolicySchema>;

/** One of a team's environments, as lists and forms show it. */
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

/** The rules that a key would break and be refused for, so that a form can say so beside its fields. */
export function findRefusingRules(environment: EnvironmentDto, key: PolicedKey, role: Role, now: Date) {
  return environment.policyReportOnly ? [] : findPolicyViolations(environment, key, role, now);
}

/** All of them, in their order: a team has at most a few. */
export const environmentListSchema = z.object({ data: z.array(environmentSchema), nextCursor: z.null() });

/** Live keys that the rules would stop from being rotated or changed as they are. */
export const policyPreviewSchema = z.object({
  /** Of the environment. */
  liveKeys: z.int(),
  brokenKeys: z.int(),
  /** The first hundred of them. */
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
