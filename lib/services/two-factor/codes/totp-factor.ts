import { openSecret } from "#lib/auth/credentials/secret-box.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import type { TotpFactor } from "#lib/platform/db/generated/client.ts";

/** How long a person has to scan the QR code and enter the first code. */
export const pendingLifeMs = 15 * minuteMs;

/** The condition for a factor that a first code can turn on. */
export function wherePending(now: Date) {
  return { confirmedAt: null, createdAt: { gt: new Date(now.getTime() - pendingLifeMs) } } as const;
}

/** The factor's secret, or null if the session secret that sealed it is gone. Recovery codes then still work. */
export function openTotpSecret(secrets: readonly string[], factor: TotpFactor): string | null {
  return openSecret({ sealed: factor.secret, keyId: factor.secretKeyId }, factor.id, secrets);
}
