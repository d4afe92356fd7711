import { ServiceError } from "#lib/domain/common/errors.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Throws `conflict` for a person who can't have a password, because the console has turned them off. */
export function assertPasswordsAllowed(
  { runtime: { config } }: { runtime: Pick<ServiceContext["runtime"], "config"> },
  person: { isInstanceOwner: boolean },
): void {
  if (mayUsePassword(config, person)) return;
  throw new ServiceError("conflict", {
    message: "Passwords are turned off on this console, except for its administrators",
  });
}
