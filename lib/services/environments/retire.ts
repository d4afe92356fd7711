import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { toEnvironmentDto } from "./environment-dto.ts";
import { lockEnvironment } from "./lock-environment.ts";

/** Throws `conflict` if the environment is still in use, with the counts, and for the team's last environment. */
async function assertEmpty(tx: Transaction, teamId: string, environmentId: string, now: Date): Promise<void> {
  const where = { teamId, environmentId };
  const keys = await tx.apiKey.count({
    where: { ...where, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  });
  const servers = await tx.fhirServer.count({ where: { ...where, deletedAt: null } });
  const workers = await tx.worker.count({ where: { ...where, deletedAt: null } });
  const apps = await tx.app.count({ where: { ...where, deletedAt: null } });
  const environments = await tx.environment.count({ where: { teamId, retiredAt: null } });
  const all = keys + apps + servers + workers;
  if (all > 0) {
    const contents = [
      keys === 0 ? [] : countOf(keys, "current key"),
      apps === 0 ? [] : countOf(apps, "app"),
      servers === 0 ? [] : countOf(servers, "FHIR server"),
      workers === 0 ? [] : countOf(workers, "AI worker"),
    ].flat();
    throw new ServiceError("conflict", {
      message: `This environment still has ${new Intl.ListFormat("en").format(contents)}. Delete ${all === 1 ? "it" : "them"} first`,
    });
  }
  if (environments <= 1) {
    throw new ServiceError("conflict", { message: "A team must have at least one environment" });
  }
}

/** DELETE /environments/{id}: removes it from every list; the history keeps its name. Throws `conflict` while it is in use. */
export async function retireEnvironment(ctx: ServiceContext, input: { id: string }): Promise<EnvironmentDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const environment = await lockEnvironment(tx, scope, id);
    await assertEmpty(tx, teamId, id, ctx.now);
    await tx.environment.updateMany({
      where: { id, teamId, retiredAt: null },
      data: { retiredAt: ctx.now, updatedAt: ctx.now },
    });
    await recordInvalidation(tx, "team", teamId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "environment.delete",
      target: { type: "environment", id },
      changes: { slug: environment.slug },
    });
    return toEnvironmentDto(environment);
  });
}
