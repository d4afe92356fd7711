import type { Provider } from "#lib/auth/providers/providers.ts";
import { listProviders } from "#lib/auth/providers/providers.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Config } from "#lib/platform/settings/env.ts";

/** What a person signs in with. Read under a lock of their row before one is removed. */
export const selectWaysIn = {
  passwordHash: true,
  isInstanceOwner: true,
  accounts: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
  passkeys: { select: { id: true, rpId: true } },
} as const satisfies Prisma.UserSelect;

export type WaysIn = Prisma.UserGetPayload<{ select: typeof selectWaysIn }>;

interface Removal {
  ways: WaysIn;
  /** The ID of the link or the passkey that is removed. */
  removedId: string;
  config: Pick<Config, "providers" | "allowsPasswords">;
  /** The host name of the console, to which a passkey must belong. Null where browsers allow no passkeys. */
  host: string | null;
}

/** Whether the person can still sign in by themselves without this link or passkey. */
export function hasOtherWay({ ways, removedId, config, host }: Removal): boolean {
  if (ways.passwordHash !== null && mayUsePassword(config, ways)) return true;
  if (ways.passkeys.some(({ id, rpId }) => id !== removedId && rpId === host)) return true;
  const issuers = new Set(listProviders(config.providers).map(({ issuer }: Provider) => issuer));
  return ways.accounts.some(({ id, issuer }) => id !== removedId && issuers.has(issuer));
}
