import type { Option, OptionGroup } from "#components/ui/form/select/option.ts";
import { shellTexts } from "./texts.ts";

/** A person that a filter can select. Former members have the status `removed`. */
export interface FilterPerson {
  id: string;
  name: string;
  status: "active" | "suspended" | "removed";
}

/** Options for a filter by person: members first, then suspended and former members, each under a heading. */
export function listPeopleOptions(people: readonly FilterPerson[]): (Option | OptionGroup)[] {
  const optionsOf = (status: FilterPerson["status"]) =>
    people.filter((person) => person.status === status).map(({ id, name }) => ({ value: id, label: name }));
  const { suspendedPeople, formerPeople } = shellTexts;
  const groups = [
    { label: suspendedPeople, options: optionsOf("suspended") },
    { label: formerPeople, options: optionsOf("removed") },
  ];
  return [...optionsOf("active"), ...groups.filter(({ options }) => options.length > 0)];
}
