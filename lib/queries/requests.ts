import "server-only";

import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { RequestFilter, RequestPageDto } from "#lib/contract/keys/requests.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { nameUsageServices } from "#lib/services/keys/usage/name-services.ts";
import { listRequests } from "#lib/services/requests/list.ts";
import { explainRequest } from "#lib/services/requests/read.ts";
import { createPageContext } from "./page-context.ts";
import { describeViewer } from "./viewer.ts";

const pageSize = 50;

/** On a key's page. The team's page lists all of them. */
const requestsOfKey = 20;

/** Null for an error that means that there is nothing to show. */
async function orNull<Value>(reading: Promise<Value>, codes: readonly string[]): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ServiceError && codes.includes(error.code)) return null;
    throw error;
  }
}

const noRequests: Omit<RequestPageDto, "log"> = { data: [], nextCursor: null };

/** A page of requests. A stale cursor, a deleted key or a missing right in the URL shows an empty list. */
async function listOrNothing(
  ctx: ServiceContext,
  filter: RequestFilter,
  cursor: string | undefined,
): Promise<RequestPageDto> {
  const listed = await orNull(listRequests(ctx, { ...filter, limit: pageSize, cursor }), [
    "invalid_request",
    "not_found",
    "forbidden",
  ]);
  if (listed !== null) return listed;
  const { log } = await listRequests(ctx, { unknown: "false", limit: 1 });
  return { ...noRequests, log };
}

/** The environments, to show their labels. */
async function listLabels(ctx: ServiceContext) {
  const environments = await listEnvironments(ctx);
  return environments.map(({ slug, label, color }) => ({ slug, label, color }));
}

/** The data of the page with the team's requests. Visitors sign in first and return to `returnPath`. */
export async function readRequestsPage(
  teamSlug: string,
  query: { filter: RequestFilter; cursor: string | undefined; returnPath: string },
) {
  const actor = await requirePageActor(teamSlug, query.returnPath);
  const ctx = await createPageContext(actor);
  const { key } = query.filter;
  const [requests, environments, names] = await Promise.all([
    listOrNothing(ctx, query.filter, query.cursor),
    listLabels(ctx),
    key === undefined ? null : nameUsageServices(ctx, [key]),
  ]);
  return {
    team: { slug: actor.team.slug },
    requests,
    environments,
    keyName: names?.get(key ?? "")?.name ?? null,
    seesUnknown: actor.isInstanceOwner,
  };
}

/** One request with its explanation. Null if the log doesn't have it, or the viewer can't see it. */
export async function readRequestPage(teamSlug: string, requestId: string, returnPath: string) {
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const [request, environments] = await Promise.all([
    orNull(explainRequest(ctx, { id: requestId }), ["not_found"]),
    listLabels(ctx),
  ]);
  return {
    team: { slug: actor.team.slug },
    request,
    environments,
    canWrite: describeViewer(actor).canWrite,
  };
}

/** The newest requests of a key or an app, for its page. */
export async function readKeyRequests({ teamSlug, keyId }: { teamSlug: string; keyId: string }) {
  const ctx = await createPageContext(await requirePageActor(teamSlug));
  return listRequests(ctx, { key: keyId, unknown: "false", limit: requestsOfKey });
}
