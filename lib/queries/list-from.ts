import "server-only";

import type { Page } from "#lib/contract/common/lists.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";

/** Falls back to the first page if the cursor belongs to another list. */
export async function listFrom<Result extends Page<unknown>>(
  list: (cursor: string | undefined) => Promise<Result>,
  cursor: string | undefined,
): Promise<Result> {
  try {
    return await list(cursor);
  } catch (error) {
    const isStale = error instanceof ServiceError && error.code === "invalid_request";
    if (!isStale || cursor === undefined) throw error;
    return list(undefined);
  }
}
