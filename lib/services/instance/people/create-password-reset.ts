import type { PersonPasswordResetDto } from "#lib/contract/instance/people.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createHandedOverReset } from "#lib/services/passwords/reset-by-command.ts";
import { changePerson } from "./change-person.ts";

/**
 * POST /instance/people/{id}/password-resets: creates a link with which the person sets a new password, as
 * `npm run admin -- reset-password` does. It leads to the console's own address, never to the host of the request. Throws
 * `conflict` for a suspended account.
 */
export async function createPersonPasswordReset(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<PersonPasswordResetDto> {
  const link = await changePerson(ctx, { id }, (tx, user) => createHandedOverReset(tx, ctx, user));
  if (link === null) throw new ServiceError("conflict", { message: "Reinstate the account first" });
  return {
    url: `${getConsoleAddress(ctx.runtime.config)}/reset-password/${link.token}`,
    expiresAt: link.expiresAt.toISOString(),
  };
}
