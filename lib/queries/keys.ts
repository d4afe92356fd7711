import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import type { KeyDto, ListKeysQuery } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { takeTeamTurn } from "#lib/domain/limits/team-turns.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { listKeys } from "#lib/services/keys/list.ts";
import { countKeys } from "#lib/services/keys/usage/count.ts";
import { listKeyUsage } from "#lib/services/keys/usage/list-usage.ts";
import { readKeyForm } from "./key-form.ts";
import { createPageContext } from "./page-context.ts";
import { readPeople } from "./team.ts";
import { describeViewer } from "./viewer.ts";

type Status = KeyDto["status"];

const usable: Status[] = ["active", "rotating", "disabled"];
const inactive: Status[] = ["expired", "revoked"];

/** The API's list query, and a parameter that only this page has. */
export interface KeysQuery extends ListKeysQuery {
  isInactiveShown: boolean;
}

interface Listed {
  keys: Page<KeyDto>;
  isFirstPage: boolean;
}

/** Falls back to the first page if the cursor belongs to another view or has no keys after it. */
async function listFromCursor(ctx: ServiceContext, query: ListKeysQuery): Promise<Listed> {
  try {
    const keys = await listKeys(ctx, query);
    if (keys.data.length > 0 || query.cursor === undefined) {
      return { keys, isFirstPage: query.cursor === undefined };
    }
  } catch (error) {
    const isStale = error instanceof ServiceError && error.code === "invalid_request";
    if (!isStale || query.cursor === undefined) throw error;
  }
  return { keys: await listKeys(ctx, { ...query, cursor: undefined }), isFirstPage: true };
}

/** Without a status filter, reads the usable keys and, separately, the inactive ones. */
async function readLists(ctx: ServiceContext, { isInactiveShown, ...query }: KeysQuery) {
  if (query.status !== undefined) {
    return { ...(await listFromCursor(ctx, query)), inactiveKeys: null, inactiveCount: 0 };
  }
  const inactiveQuery: ListKeysQuery = { ...query, status: inactive, cursor: undefined };
  const [listed, inactiveCount, inactiveKeys] = await Promise.all([
    listFromCursor(ctx, { ...query, status: usable }),
    countKeys(ctx, inactiveQuery),
    isInactiveShown ? listKeys(ctx, inactiveQuery) : null,
  ]);
  return { ...listed, inactiveKeys, inactiveCount };
}

/** Reads the lists, and the recent requests of each key in them. */
async function readListsWithUsage(ctx: ServiceContext, query: KeysQuery) {
  const lists = await readLists(ctx, query);
  const keys = [...lists.keys.data, ...(lists.inactiveKeys?.data ?? [])];
  const usage = await listKeyUsage(
    ctx,
    keys.map(({ id }) => id),
  );
  return { ...lists, usage };
}

/** As in the API, only one search per team runs at a time. */
async function searchInTurn(ctx: ServiceContext, caller: { teamId: string; id: string }, query: KeysQuery) {
  if (query.q === undefined || query.q === "") return readListsWithUsage(ctx, query);
  const endTurn = await takeTeamTurn("listKeys", caller, null);
  try {
    return await readListsWithUsage(ctx, query);
  } finally {
    endTurn();
  }
}

/** The data of the API Keys page. Visitors sign in first. Responds with 404 if the user is not a member of the team. */
export async function readKeysPage(teamSlug: string, query: KeysQuery) {
  const actor = await requirePageActor(teamSlug);
  const ctx = await createPageContext(actor);
  const [lists, environments, people, keyCount, form] = await Promise.all([
    searchInTurn(ctx, { teamId: actor.team.id, id: actor.userId }, query),
    listEnvironments(ctx),
    readPeople(ctx),
    countKeys(ctx, {}),
    readKeyForm(ctx),
  ]);
  const { team } = actor;
  return {
    ...lists,
    environments,
    people,
    /** All keys of the team, regardless of filters. */
    keyCount,
    form,
    team: { id: team.id, slug: team.slug, name: team.name },
    viewer: describeViewer(actor),
    now: ctx.now.toISOString(),
  };
}
