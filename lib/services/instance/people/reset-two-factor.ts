import type { InstancePersonDto } from "#lib/contract/instance/people.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { removeFactor } from "#lib/services/two-factor/remove-factor.ts";
import { changePerson } from "./change-person.ts";
import { readPerson } from "./read.ts";

/**
 * DELETE /instance/people/{id}/two-factor: turns two-factor authentication off for a person who lost the app and all
 * recovery codes. The same as `npm run admin -- reset-two-factor`.
 */
export async function resetPersonTwoFactor(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<InstancePersonDto> {
  await changePerson(ctx, { id }, (tx, user) => removeFactor(tx, ctx, user, "two_factor.reset"));
  return readPerson(ctx, { id });
}
