import { toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { type FilterPerson, listPeopleOptions } from "#components/shell/people-options.ts";
import type { Options } from "#components/ui/form/select/option.ts";
import { currentStatuses, keyStatuses } from "#lib/contract/keys/key-statuses.ts";
import type { KeyFilters } from "./key-filters.ts";
import { selectTexts as texts } from "./select-texts.ts";

/** A select of the filter bar. */
export interface FilterSelect {
  name: "environment" | "status" | "owner" | "permission" | "sort";
  label: string;
  options: Options;
}

interface SelectsPage extends Pick<KeysPageData, "environments" | "form" | "team"> {
  /** Also suspended and former members. */
  everyone: readonly FilterPerson[];
}

/** Whether there is more than one person to choose, or one is already chosen. */
function needsOwner({ everyone }: SelectsPage, { owner }: KeyFilters): boolean {
  return everyone.length > 1 || owner !== "";
}

function listOwners({ everyone, team }: SelectsPage): FilterSelect {
  return {
    name: "owner",
    label: texts.owner,
    options: [
      { value: "", label: texts.allOwners },
      { value: team.id, label: `${team.name} (${keyTexts.teamOwned})` },
      ...listPeopleOptions(everyone),
    ],
  };
}

/** The selects of the filter bar. Built on the server, so that the browser needs no code for it. */
export function listSelects(page: SelectsPage, filters: KeyFilters): FilterSelect[] {
  return [
    {
      name: "environment",
      label: texts.environment,
      options: [{ value: "", label: texts.allEnvironments }, ...page.environments.map(toEnvironmentOption)],
    },
    {
      name: "status",
      label: texts.status,
      options: [
        { value: "", label: texts.allStatuses },
        { value: currentStatuses, label: texts.current },
        ...keyStatuses.map((status) => ({ value: status, label: keyTexts.states[status] })),
      ],
    },
    ...(needsOwner(page, filters) ? [listOwners(page)] : []),
    {
      name: "permission",
      label: texts.permission,
      options: [
        { value: "", label: texts.allPermissions },
        ...page.form.permissions.map(({ name }) => ({ value: name, label: name })),
      ],
    },
    {
      name: "sort",
      label: texts.sort,
      options: Object.entries(texts.sorts).map(([value, label]) => ({ value, label })),
    },
  ];
}
