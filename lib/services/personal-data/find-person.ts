import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import { isId } from "#lib/domain/common/ids.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import type { PersonReferences } from "./events-of-person.ts";

/** The account with this ID or email address, also if it was deleted. */
export function findPerson({ database }: Pick<Runtime, "database">, person: string): Promise<User | null> {
  if (isId("user", person)) return database.prisma.user.findUnique({ where: { id: person } });
  return findUserByEmail(database.prisma, person);
}

export async function findReferences(
  { database }: Pick<Runtime, "database">,
  { id, email }: User,
): Promise<PersonReferences> {
  const members = await database.prisma.member.findMany({ where: { userId: id }, select: { id: true } });
  const address = createEmailAddress(email);
  return {
    ids: [id, ...members.map((member) => member.id)],
    emails: address === null ? [email] : listStoredForms(address),
  };
}
