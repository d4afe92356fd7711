import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** The account with this email address, in any form that was ever stored. Null also for text that is not an address. */
export async function findUserByEmail(prisma: Pick<Transaction, "user">, text: string): Promise<User | null> {
  const email = createEmailAddress(text);
  if (email === null) return null;
  return prisma.user.findFirst({ where: { email: { in: listStoredForms(email) } } });
}
