import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import { listAppsQuery } from "#lib/contract/apps/apps.ts";
import { listApps } from "#lib/services/apps/list.ts";
import { listFrom } from "../list-from.ts";
import { createPageContext } from "../page-context.ts";
import { readAppForm } from "./app-form.ts";

const pageSize = 50;

interface AppsQuery {
  teamSlug: string;
  returnPath: string;
  /** As in the URL. Empty: not filtered. */
  filters: { environment: string; status: string; cursor: string };
}

/** The data of the Apps page. Visitors sign in first. Responds with 404 if the user is not a member of the team. */
export async function readAppsPage({ teamSlug, returnPath, filters }: AppsQuery) {
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const { environment, status, cursor } = filters;
  const query = listAppsQuery.parse({
    limit: String(pageSize),
    ...(environment === "" ? {} : { environment }),
    ...(status === "" ? {} : { status }),
  });
  const [list, form] = await Promise.all([
    listFrom((from) => listApps(ctx, { ...query, cursor: from }), cursor === "" ? undefined : cursor),
    readAppForm(ctx),
  ]);
  return { ...form, list, isContinued: cursor !== "" };
}
