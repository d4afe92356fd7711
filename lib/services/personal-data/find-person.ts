import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import { isId } from "#lib/domain/common/ids.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { type PersonReferences, readFormerEmails } from "./events-of-person.ts";

/** The account with this ID or email address, also if it was deleted. */
export function findPerson({ database }: Pick<Runtime, "database">, person: string): Promise<User | null> {
  if (isId("user", person)) return database.prisma.user.findUnique({ where: { id: person } });
  return findUserByEmail(database.prisma, person);
}

/** Addresses that belong to another account now are left out: what is about that person must stay. */
export async function findReferences(
  runtime: Pick<Runtime, "database">,
  { id, email }: User,
  signal: AbortSignal,
): Promise<PersonReferences> {
  const { prisma } = runtime.database;
  const members = await prisma.member.findMany({ where: { userId: id }, select: { id: true } });
  const accepted = await prisma.invitation.findMany({ where: { acceptedById: id }, select: { email: true } });
  const former = await readFormerEmails(runtime, id, signal);
  const emails = [email, ...accepted.map((invitation) => invitation.email), ...former].flatMap((text) => {
    const address = createEmailAddress(text);
    return address === null ? [text] : listStoredForms(address);
  });
  const others = await prisma.user.findMany({
    where: { email: { in: emails }, id: { not: id } },
    select: { email: true },
  });
  const taken = new Set(others.map((other) => other.email));
  return {
    ids: [id, ...members.map((member) => member.id)],
    emails: [...new Set(emails)].filter((one) => !taken.has(one)),
  };
}
