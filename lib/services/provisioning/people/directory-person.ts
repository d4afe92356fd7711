import { createEmailAddress } from "#lib/auth/credentials/email-address.ts";
import { nameText } from "#lib/contract/common/text.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** A person as the directory describes them. Null: not sent. */
export interface DirectoryPerson {
  /** As sent. The email address is `workEmail`, and without one the user name. */
  userName: string;
  workEmail: string | null;
  externalId: string | null;
  givenName: string | null;
  familyName: string | null;
  formattedName: string | null;
  displayName: string | null;
  /** Whether the directory says so. The account can still be suspended by an administrator of the console. */
  active: boolean;
}

export const includeForPerson = {
  user: { select: { id: true, name: true, email: true, status: true } },
  groups: { orderBy: { groupId: "asc" }, include: { group: { select: { id: true, displayName: true } } } },
} as const satisfies Prisma.ProvisionedPersonInclude;

export type PersonRow = Prisma.ProvisionedPersonGetPayload<{ include: typeof includeForPerson }>;

/** What the directory last sent. */
export function toDirectoryPerson(row: PersonRow): DirectoryPerson {
  const { userName, workEmail, externalId, givenName, familyName, formattedName, displayName } = row;
  const active = row.deactivatedAt === null;
  return { userName, workEmail, externalId, givenName, familyName, formattedName, displayName, active };
}

/** The form in which user names are compared: RFC 7643 says without regard to case. */
export function createUserNameKey(userName: string): string {
  return userName.normalize("NFKC").toLowerCase();
}

/** The address of the account. Throws `invalid_request` if the directory sent none. */
export function readAddress({
  workEmail,
  userName,
}: Pick<DirectoryPerson, "workEmail" | "userName">): string {
  const email = createEmailAddress(workEmail ?? userName);
  if (email !== null) return email;
  throw workEmail === null
    ? invalidField("userName", "Must be an email address, or be sent with a work email address")
    : invalidField("emails", "Must be an email address");
}

/** The name of the account: the first of the directory's names that can be shown, otherwise the start of the address. */
export function chooseName(person: DirectoryPerson, email: string): string {
  const parts = [person.givenName, person.familyName].filter((part) => part !== null);
  const candidates = [person.displayName, person.formattedName, parts.join(" ")];
  for (const candidate of candidates) {
    const parsed = nameText.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  return email.slice(0, email.indexOf("@"));
}

/** The columns that hold what the directory sent. */
export function toColumns(person: DirectoryPerson) {
  const { active: _, ...sent } = person;
  return { ...sent, userNameKey: createUserNameKey(person.userName) };
}
