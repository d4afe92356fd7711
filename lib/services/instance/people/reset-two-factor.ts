import type { InstancePersonDto } from "#lib/contract/instance/people.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { removeAllFactors } from "#lib/services/two-factor/remove-all-factors.ts";
import { changePerson } from "./change-person.ts";
import { readPerson } from "./read.ts";

/**
 * DELETE /instance/people/{id}/two-factor: turns two-factor authentication off for a person who lost all
 * factors and recovery codes. The same as `npm run admin -- reset-two-factor`.
 */
export async function resetPersonTwoFactor(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<InstancePersonDto> {
  await changePerson(ctx, { id }, (tx, user) => removeAllFactors(tx, ctx, user));
  return readPerson(ctx, { id });
}
