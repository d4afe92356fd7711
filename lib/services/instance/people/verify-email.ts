import type { InstancePersonDto } from "#lib/contract/instance/people.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { markEmailVerified } from "#lib/services/users/email/mark-email-verified.ts";
import { changePerson } from "./change-person.ts";
import { readPerson } from "./read.ts";

/**
 * POST /instance/people/{id}/email-verification: records that the email address belongs to the person. The same as
 * `npm run admin -- users verify`.
 */
export async function verifyPersonEmail(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<InstancePersonDto> {
  await changePerson(ctx, { id }, (tx, user) => markEmailVerified(tx, ctx, user, "administrator"));
  return readPerson(ctx, { id });
}
