import { isSecondFactorOn, selectSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import { listProviders } from "#lib/auth/providers/providers.ts";
import type { ReauthenticationDto } from "#lib/contract/people/reauthentication.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** GET /me/reauthenticate: how the calling person can confirm that it is them. Throws `forbidden` for a key. */
export async function readReauthentication(ctx: ServiceContext): Promise<ReauthenticationDto> {
  const { userId, authenticatedAt } = authorizePerson(ctx);
  const { config, database } = ctx.runtime;
  const user = await database.prisma.user.findUnique({
    where: { id: userId },
    select: {
      email: true,
      passwordHash: true,
      isInstanceOwner: true,
      ...selectSecondFactor,
      accounts: { select: { issuer: true } },
    },
  });
  if (user === null) throw notFound();
  const base = { email: user.email, authenticatedAt: authenticatedAt.toISOString(), providers: [] };
  if (isSecondFactorOn(user)) {
    return { ...base, methods: user.passkeys.length > 0 ? ["passkey", "code"] : ["code"] };
  }
  if (user.passwordHash !== null && mayUsePassword(config, user)) return { ...base, methods: ["password"] };
  const issuers = new Set(user.accounts.map(({ issuer }) => issuer));
  const providers = listProviders(config.providers).filter(({ issuer }) => issuers.has(issuer));
  return {
    ...base,
    methods: providers.length === 0 ? [] : ["provider"],
    providers: providers.map(({ id, label }) => ({ id, label })),
  };
}
