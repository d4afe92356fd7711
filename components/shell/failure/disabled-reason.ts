import { shellTexts } from "#components/shell/texts.ts";

interface Person {
  name: string;
  isManager: boolean;
}

/** The members who can grant access: "Ada", "Ada or Grace", "Ada, Grace or Alan". */
export function listManagers(people: readonly Person[]): string {
  const names = people.filter(({ isManager }) => isManager).map(({ name }) => name);
  if (names.length === 0) return shellTexts.anAdmin;
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

/** The message for users whose role is read-only on a page. Undefined for users who can write. */
export function describeDisabledReason(canWrite: boolean, people: readonly Person[]): string | undefined {
  return canWrite ? undefined : shellTexts.askForRole(listManagers(people));
}
