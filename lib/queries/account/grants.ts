import "server-only";

import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import { createPageContext } from "#lib/queries/page-context.ts";
import { listMyGrants } from "#lib/services/launch/grants/manage/list-own.ts";
import { listFrom } from "../list-from.ts";

const pageSize = 20;

/** What the signed-in person gave to apps, newest first. Visitors sign in first and return to `returnPath`. */
export async function readOwnGrantsPage(returnPath: string, cursor: string | undefined) {
  const ctx = await createPageContext(await requirePagePerson(returnPath));
  const list = await listFrom(
    (from) => listMyGrants(ctx, { limit: pageSize, cursor: from, status: undefined }),
    cursor,
  );
  return { list, isContinued: cursor !== undefined, now: ctx.now.toISOString() };
}
