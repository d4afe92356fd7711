import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toEmailChangeDto, wherePending } from "#lib/services/email-change/pending-change.ts";

/** What the account pages show a person about themselves. */
export interface Account {
  name: string;
  email: string;
  isEmailVerified: boolean;
  createdAt: string;
  /** A change of the email address that is not confirmed yet. */
  emailChange: EmailChangeDto["pending"];
  /** Null: they sign in only through a provider, or this console has turned passwords off. */
  password: { changedAt: string | null } | null;
}

export async function readAccount(ctx: ServiceContext): Promise<Account> {
  const { userId } = authorizePerson(ctx);
  const user = await ctx.runtime.database.prisma.user.findUnique({
    where: { id: userId },
    include: {
      emailChanges: { where: wherePending(userId, ctx.now), orderBy: { createdAt: "desc" }, take: 1 },
    },
  });
  if (user === null) throw notFound();
  return {
    name: user.name,
    email: user.email,
    isEmailVerified: user.emailVerifiedAt !== null,
    createdAt: user.createdAt.toISOString(),
    emailChange: toEmailChangeDto(user.email, user.emailChanges[0] ?? null).pending,
    password:
      user.passwordHash === null || !mayUsePassword(ctx.runtime.config, user)
        ? null
        : { changedAt: user.passwordChangedAt?.toISOString() ?? null },
  };
}
