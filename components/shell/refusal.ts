import { shellTexts } from "./texts.ts";

interface Person {
  name: string;
  isManager: boolean;
}

/** Those who can help somebody whose role is too small: "Ada", "Ada or Grace", "Ada, Grace or Alan". */
export function nameManagers(people: readonly Person[]): string {
  const names = people.filter(({ isManager }) => isManager).map(({ name }) => name);
  if (names.length === 0) return shellTexts.anAdmin;
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

/** What somebody is told whose role changes nothing on a page; undefined: it does. */
export function describeRefusal(mayWrite: boolean, people: readonly Person[]): string | undefined {
  return mayWrite ? undefined : shellTexts.askForRole(nameManagers(people));
}
