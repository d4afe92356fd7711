import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import type { KeyDto, ListKeysQuery } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { findPagePlace, listKeys } from "#lib/services/keys/list.ts";
import { isCostlyList } from "#lib/services/keys/query/costly-list.ts";
import { countKeys, countKeysByFilter } from "#lib/services/keys/usage/count.ts";
import { listKeyUsage } from "#lib/services/keys/usage/list-usage.ts";
import { readFirstSteps } from "./first-steps.ts";
import { readKeyForm } from "./key-form.ts";
import { createPageContext, runInTurn } from "./page-context.ts";
import { readEveryone, readPeople } from "./team.ts";
import { describeViewer } from "./viewer.ts";

interface Listed {
  keys: Page<KeyDto>;
  keysBefore: number;
  previousCursor: string | null;
  isFirstPage: boolean;
}

/** Falls back to the first page if the cursor belongs to another view or has no keys after it. */
async function listFromCursor(ctx: ServiceContext, query: ListKeysQuery): Promise<Listed> {
  try {
    const [keys, place] = await Promise.all([listKeys(ctx, query), findPagePlace(ctx, query)]);
    if (keys.data.length > 0 || query.cursor === undefined) {
      return { keys, ...place, isFirstPage: query.cursor === undefined };
    }
  } catch (error) {
    const isStale = error instanceof ServiceError && error.code === "invalid_request";
    if (!isStale || query.cursor === undefined) throw error;
  }
  return listFromCursor(ctx, { ...query, cursor: undefined });
}

/** The queries differ only in the filters that tabs and quick filters change. */
function countViews<Name extends string>(
  ctx: ServiceContext,
  counted: Readonly<Record<Name, ListKeysQuery>>,
) {
  const queries = Object.entries<ListKeysQuery>(counted);
  const { q, environment, owner } = queries[0]?.[1] ?? {};
  const own = queries.map(([name, query]) => {
    const { q: _, environment: _environment, owner: _owner, ...filter } = query;
    return [name, filter];
  });
  return countKeysByFilter<Name>(ctx, { q, environment, owner }, Object.fromEntries(own));
}

/** Reads a page of the list, the recent requests of each key in it, and how many keys each view has. */
async function readList<Name extends string>(
  ctx: ServiceContext,
  query: ListKeysQuery,
  counted: Readonly<Record<Name, ListKeysQuery>>,
) {
  const [listed, counts] = await Promise.all([listFromCursor(ctx, query), countViews(ctx, counted)]);
  const usage = await listKeyUsage(
    ctx,
    listed.keys.data.map(({ id }) => id),
  );
  return { ...listed, counts, usage };
}

/**
 * The data of the API Keys page, and the number of keys that each counted query finds. Visitors sign in first. Responds
 * with 404 if the user is not a member of the team.
 */
export async function readKeysPage<Name extends string>(
  teamSlug: string,
  query: ListKeysQuery,
  counted: Readonly<Record<Name, ListKeysQuery>>,
) {
  const actor = await requirePageActor(teamSlug);
  const ctx = await createPageContext(actor);
  const list = (context: ServiceContext) => readList(context, query, counted);
  const [listed, environments, people, everyone, keyCount, form] = await Promise.all([
    isCostlyList(query) ? runInTurn(ctx, "listKeys", list) : list(ctx),
    listEnvironments(ctx),
    readPeople(ctx),
    readEveryone(ctx),
    countKeys(ctx, {}),
    readKeyForm(ctx),
  ]);
  const { team } = actor;
  return {
    ...listed,
    firstSteps: await readFirstSteps(ctx, { environments, people }),
    environments,
    people,
    everyone,
    /** All keys of the team, regardless of filters. */
    keyCount,
    form,
    team: { id: team.id, slug: team.slug, name: team.name },
    viewer: describeViewer(actor),
    now: ctx.now.toISOString(),
  };
}
