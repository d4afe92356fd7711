import type { Page } from "#lib/contract/common/lists.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";

/** The data of a page that lists one type of resource, such as FHIR servers or AI workers. */
export interface ResourcePageData<Item> {
  list: Page<Item>;
  /** Whether the request had a cursor, so that this isn't the first page. */
  isContinued: boolean;
  environments: EnvironmentDto[];
  people: { id: string; name: string; isManager: boolean }[];
  team: { id: string; slug: string; name: string };
  /** Whether the viewer can create, change and delete them. */
  canWrite: boolean;
  /** The origin of this console, for code samples. */
  origin: string;
  /** When the server read the data, in ISO 8601. */
  now: string;
}
