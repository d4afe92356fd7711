import type { Role } from "#lib/domain/rbac/roles.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";

/** Who needs a second factor on the whole console: nobody, admins and owners of teams and of the console, or everyone. */
export const twoFactorRules = ["off", "admins", "everyone"] as const;

export type TwoFactorRule = (typeof twoFactorRules)[number];

/** A membership, for which the console and the team can each require a second factor. */
export interface MembershipFacts {
  role: Role;
  joinedAt: Date;
  /** From when on the team requires a second factor. */
  requiredFrom: Date | null;
}

/** When a member must have a second factor, which can be in the past. Null: they need none. */
export function getTwoFactorDueAt(rule: TwoFactorRule, membership: MembershipFacts): Date | null {
  const { role, joinedAt, requiredFrom } = membership;
  const isInRule = rule === "everyone" || (rule === "admins" && isAtLeast(role, "admin"));
  return isInRule ? joinedAt : requiredFrom;
}

/** Whether a member without a second factor cannot use the team. */
export function isClosedWithoutTwoFactor(
  rule: TwoFactorRule,
  membership: MembershipFacts,
  now: Date,
): boolean {
  const dueAt = getTwoFactorDueAt(rule, membership);
  return dueAt !== null && dueAt <= now;
}

/** Whether someone without a second factor cannot administer the console. */
export function isConsoleClosedWithoutTwoFactor(rule: TwoFactorRule): boolean {
  return rule !== "off";
}
