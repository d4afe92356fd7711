import type { EnvironmentDto } from "#lib/schemas/environments.ts";
import type { Page } from "#lib/schemas/lists.ts";

/** All that a page of one kind of the team's things shows: its FHIR servers, its AI workers. */
export interface ResourcePageData<Item> {
  list: Page<Item>;
  /** Whether a cursor was asked for: the list does not begin with the newest. */
  isContinued: boolean;
  environments: EnvironmentDto[];
  people: { id: string; name: string; isManager: boolean }[];
  team: { id: string; slug: string; name: string };
  /** Whether the viewer may make, change and remove them. */
  mayWrite: boolean;
  /** This console's address, for examples. */
  origin: string;
  /** ISO 8601: when the server read all this. */
  now: string;
}
