import type { ExplainedRequestDto } from "#lib/contract/keys/requests.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { adviseOnRequest, listRequestChecks } from "#lib/domain/requests/explain-request.ts";
import type { RequestLogEntry } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findCredential } from "./find-credential.ts";
import { asEndpoint, asFacts, asOutcome, toRequestDtos } from "./request-dto.ts";
import { isConsoleAdministrator } from "./visible-requests.ts";

/** Throws `not_found` for a request of another team, or without a known key for everyone else than administrators. */
async function findEntry(ctx: ServiceContext, scope: Scope, id: string): Promise<RequestLogEntry> {
  const { prisma } = ctx.runtime.database;
  const entry = await prisma.requestLogEntry.findUnique({ where: { id } });
  if (entry === null) throw notFound();
  const isVisible = entry.teamId === null ? isConsoleAdministrator(scope) : entry.teamId === scope.teamId;
  if (!isVisible) throw notFound();
  return entry;
}

/** How many requests had the same key and outcome in the last 24 hours; without a key, the same address. */
async function countSimilar(ctx: ServiceContext, entry: RequestLogEntry, since: Date): Promise<number> {
  const { prisma } = ctx.runtime.database;
  const { teamId, keyId, outcome, address } = entry;
  const isOfTeam = teamId !== null && keyId !== null;
  const { _sum, _count } = await prisma.requestLogEntry.aggregate({
    where: { ...(isOfTeam ? { keyId } : { sample: "unknown", address }), outcome, at: { gte: since } },
    _sum: { more: true },
    _count: true,
  });
  const logged = _count + (_sum.more ?? 0);
  if (!isOfTeam) return logged;
  const used = await prisma.keyUsage.aggregate({
    where: { keyId, outcome, startsAt: { gte: since } },
    _sum: { count: true },
  });
  // The usage counts are complete, but are saved later than the log.
  return Math.max(logged, used._sum.count ?? 0);
}

/** GET /requests/{id}: why a request was accepted or rejected. */
export async function explainRequest(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<ExplainedRequestDto> {
  const scope = authorize(ctx, "keys:read");
  // Applied by findCredential; a request without a key is only for people, who have no bounds.
  getEnvironmentBound(scope);
  getResourceBound(scope);
  const { prisma } = ctx.runtime.database;
  const entry = await findEntry(ctx, scope, id);
  const isOfTeam = entry.teamId !== null && entry.keyId !== null;
  const key = isOfTeam ? await findCredential(prisma, scope, entry.keyId ?? "") : null;
  const since = new Date(ctx.now.getTime() - dayMs);
  const [dtos, count] = [await toRequestDtos(prisma, scope, [entry]), await countSimilar(ctx, entry, since)];
  const [request] = dtos;
  if (request === undefined) throw notFound();
  const facts = asFacts(entry.facts);
  const explained = {
    endpoint: asEndpoint(entry.endpoint),
    outcome: asOutcome(entry.outcome),
    permissions: entry.permissions,
    resource: entry.resource,
    address: entry.address,
    facts,
  };
  return {
    ...request,
    checks: listRequestChecks(explained),
    advice: adviseOnRequest(explained),
    missingPermissions: facts.missing,
    similar: { count, since: since.toISOString() },
    keyChangedAt: key !== null && key.updatedAt > entry.at ? key.updatedAt.toISOString() : null,
  };
}
