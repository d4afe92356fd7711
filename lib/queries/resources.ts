import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { listFhirServers } from "#lib/services/fhir-servers/list.ts";
import { listWorkers } from "#lib/services/workers/list.ts";
import { createPageContext, readOrigin } from "./page-context.ts";
import { readPeople } from "./team.ts";

const pageSize = 50;

type List<Item> = (
  ctx: ServiceContext,
  query: { cursor: string | undefined; limit: number },
) => Promise<Page<Item>>;

/** Falls back to the first page if the cursor belongs to another list. */
async function listFrom<Item>(ctx: ServiceContext, list: List<Item>, cursor: string | undefined) {
  try {
    return await list(ctx, { cursor, limit: pageSize });
  } catch (error) {
    const isStale = error instanceof ServiceError && error.code === "invalid_request";
    if (!isStale || cursor === undefined) throw error;
    return list(ctx, { cursor: undefined, limit: pageSize });
  }
}

interface ResourcesQuery {
  teamSlug: string;
  returnPath: string;
  cursor: string | undefined;
}

async function readResourcesPage<Item>(query: ResourcesQuery, list: List<Item>, writePermission: string) {
  const { cursor } = query;
  const actor = await requirePageActor(query.teamSlug, query.returnPath);
  const ctx = await createPageContext(actor);
  const [page, environments, people, origin] = await Promise.all([
    listFrom(ctx, list, cursor),
    listEnvironments(ctx),
    readPeople(ctx),
    readOrigin(),
  ]);
  const { id, slug, name } = actor.team;
  return {
    list: page,
    isContinued: cursor !== undefined,
    environments,
    people,
    team: { id, slug, name },
    canWrite: actor.permissions.has(writePermission),
    origin,
    now: ctx.now.toISOString(),
  };
}

/**
 * The data of the Health Data page. Visitors sign in first. Responds with 404 if the user is not a member of the team.
 */
export function readHealthDataPage(query: ResourcesQuery) {
  return readResourcesPage(query, listFhirServers, "fhir.servers:write");
}

/**
 * The data of the AI Workers page. Visitors sign in first. Responds with 404 if the user is not a member of the team.
 */
export function readWorkersPage(query: ResourcesQuery) {
  return readResourcesPage(query, listWorkers, "workers:write");
}
