import { formatCountOf } from "#components/ui/format/format-count.ts";
import { teamTexts } from "./texts.ts";
import type { TeamContents } from "./view-data.ts";

const texts = teamTexts.team;

/** What ends with a team, as sentences, and what is removed with it, as a list. Leaves out what the team has none of. */
export function listContents(contents: TeamContents): { ends: string[]; removed: string } {
  const { keys, apps, members, invitations, environments, fhirServers, workers, permissions } = contents;
  const removed = [
    { count: environments, one: "environment" },
    { count: fhirServers, one: "FHIR server" },
    { count: workers, one: "AI worker" },
    { count: permissions, one: "custom permission" },
  ];
  return {
    ends: [
      ...(keys === 0 ? [] : [texts.stops(formatCountOf(keys, "API key"), keys)]),
      ...(apps === 0 ? [] : [texts.stops(formatCountOf(apps, "app"), apps)]),
      texts.loses(members),
      ...(invitations === 0 ? [] : [texts.ends(formatCountOf(invitations, "pending invitation"))]),
    ],
    removed: new Intl.ListFormat("en").format(
      removed.filter(({ count }) => count > 0).map(({ count, one }) => formatCountOf(count, one)),
    ),
  };
}
