import { invalidField } from "#lib/domain/common/errors.ts";
import { formatDomains, isAllowedAddress } from "#lib/domain/sign-in/sign-in-policy.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/**
 * Throws `invalid_request` for a new email address outside ALLOWED_EMAIL_DOMAINS. Depends on nothing but the address and the
 * setting, so it doesn't reveal which accounts exist.
 */
export function assertAllowedAddress(
  { runtime: { config } }: { runtime: Pick<ServiceContext["runtime"], "config"> },
  email: string,
): void {
  if (isAllowedAddress(config.allowedEmailDomains, email)) return;
  throw invalidField("email", `Use an email address at ${formatDomains(config.allowedEmailDomains)}`);
}
