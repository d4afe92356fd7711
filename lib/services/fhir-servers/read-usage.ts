import type { FhirUsageDto, FhirUsageQuery } from "#lib/contract/resources/fhir-gateway.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findFhirServer } from "./find-fhir-server.ts";

type Interaction = FhirUsageDto["interactions"][number];

function countAll({ ok, refused, failed }: Interaction): number {
  return ok + refused + failed;
}

/** GET /fhir/servers/{id}/usage: the requests through the gateway by resource type and interaction, the most frequent first. */
export async function readFhirUsage(
  ctx: ServiceContext,
  { id, days }: FhirUsageQuery & { id: string },
): Promise<FhirUsageDto> {
  const scope = authorize(ctx, "fhir.servers:read");
  const { prisma } = ctx.runtime.database;
  await findFhirServer(prisma, scope, id);
  const today = Math.floor(ctx.now.getTime() / dayMs) * dayMs;
  const since = new Date(today - (days - 1) * dayMs);
  const rows = await prisma.fhirServerUsage.groupBy({
    by: ["resourceType", "interaction", "outcome"],
    where: { serverId: id, server: { teamId: scope.teamId }, startsAt: { gte: since } },
    _sum: { count: true },
  });
  const interactions = new Map<string, Interaction>();
  for (const { resourceType, interaction, outcome, _sum } of rows) {
    const name = `${resourceType} ${interaction}`;
    const entry = interactions.get(name) ?? { resourceType, interaction, ok: 0, refused: 0, failed: 0 };
    // Only these three are written.
    entry[outcome as "ok" | "refused" | "failed"] += Number(_sum.count ?? 0);
    interactions.set(name, entry);
  }
  return {
    since: since.toISOString(),
    interactions: [...interactions.values()].sort(
      (a, b) =>
        countAll(b) - countAll(a) ||
        a.resourceType.localeCompare(b.resourceType) ||
        a.interaction.localeCompare(b.interaction),
    ),
  };
}
