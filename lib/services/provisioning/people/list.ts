import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { DirectoryContext } from "../directory-context.ts";
import type { ListRange } from "../list-range.ts";
import { createUserNameKey, includeForPerson, type PersonRow } from "./directory-person.ts";

/** A condition that each person of a list meets. */
export interface PersonCondition {
  field: "id" | "userName" | "externalId" | "email";
  value: string;
}

function whereCondition({ field, value }: PersonCondition): Prisma.ProvisionedPersonWhereInput {
  switch (field) {
    case "id":
      return { userId: value };
    case "userName":
      return { userNameKey: createUserNameKey(value) };
    case "externalId":
      return { externalId: value };
    case "email": {
      const email = createEmailAddress(value);
      return { user: { email: { in: email === null ? [] : listStoredForms(email) } } };
    }
  }
}

/** The people the directory manages, in the order they were created, and how many there are. */
export async function listProvisionedPeople(
  ctx: DirectoryContext,
  conditions: readonly PersonCondition[],
  range: ListRange,
): Promise<{ rows: PersonRow[]; total: number }> {
  const { prisma } = ctx.runtime.database;
  const where = { endedAt: null, AND: conditions.map(whereCondition) };
  const rows = await prisma.provisionedPerson.findMany({
    where,
    orderBy: { userId: "asc" },
    include: includeForPerson,
    ...range,
  });
  return { rows, total: await prisma.provisionedPerson.count({ where }) };
}
