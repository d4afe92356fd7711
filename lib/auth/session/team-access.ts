import { hasSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import { isClosedWithoutTwoFactor, type TwoFactorRule } from "#lib/domain/two-factor/requirement.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** A person, with whether they have a second factor, which is read at most once, and only if something depends on it. */
export interface Person {
  id: string;
  hasSecondFactor: () => Promise<boolean>;
}

export function createPerson(prisma: Pick<Transaction, "totpFactor" | "passkey">, userId: string): Person {
  let answer: Promise<boolean> | undefined;
  return {
    id: userId,
    hasSecondFactor: () => {
      answer ??= hasSecondFactor(prisma, userId);
      return answer;
    },
  };
}

/** What decides whether a team is closed to one of its members. */
export const selectForAccess = {
  name: true,
  suspendedAt: true,
  twoFactorRequiredFrom: true,
} as const satisfies Prisma.TeamSelect;

interface Membership {
  role: Role;
  joinedAt: Date;
  team: { name: string; suspendedAt: Date | null; twoFactorRequiredFrom: Date | null };
}

/**
 * Why an active member can't use the team now: it is suspended, or it requires a second factor that they don't have. Null:
 * they can.
 */
export async function findObstacle(
  rule: TwoFactorRule,
  person: Person,
  { role, joinedAt, team }: Membership,
  now: Date,
): Promise<ServiceError | null> {
  if (team.suspendedAt !== null) return new ServiceError("team_suspended");
  const facts = { role, joinedAt, requiredFrom: team.twoFactorRequiredFrom };
  if (!isClosedWithoutTwoFactor(rule, facts, now) || (await person.hasSecondFactor())) return null;
  return new ServiceError("forbidden", {
    message: `${team.name} requires two-factor authentication. Turn it on in your account`,
  });
}

/** Whether the team of the request is missing or closed to the person, rather than something else having failed. */
export function isAboutTeam(error: unknown): error is ServiceError {
  return error instanceof ServiceError && ["not_found", "forbidden", "team_suspended"].includes(error.code);
}
