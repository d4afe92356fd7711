import type { GrantDto } from "#lib/contract/apps/launch-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";

/** One page of a list of what people let apps do. */
export interface GrantListData {
  list: Page<GrantDto>;
  /** Whether the request had a cursor, so that this isn't the first page. */
  isContinued: boolean;
  /** When the server read the data, in ISO 8601. */
  now: string;
}
