import type { UpdateTrustedIssuerInput } from "#lib/contract/apps/federation.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { includeForDto as includeForApp } from "#lib/services/apps/plan/app-dto.ts";
import { assertEmergencySecret } from "#lib/services/apps/plan/assert-app-grant.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getNextUpdatedAt } from "#lib/services/keys/change-key.ts";
import { endTokensOfRules } from "./end-tokens.ts";
import { findIssuer, lockIssuer } from "./find-issuer.ts";
import { describeIssuer, toIssuerDto } from "./issuer-dto.ts";

/** Who has a key of an issuer can get tokens of every app that has a rule about it, as with a new secret of each. */
async function assertKeysAllowed(tx: Transaction, ctx: ServiceContext, scope: Scope, issuerId: string) {
  const apps = await tx.app.findMany({
    where: { teamId: scope.teamId, deletedAt: null, rules: { some: { issuerId, deletedAt: null } } },
    include: includeForApp,
  });
  for (const app of apps) await assertEmergencySecret(tx, ctx, scope, app);
}

/**
 * PATCH /trusted-issuers/{id}: changes the name or the public keys. Other keys end the tokens that were got with the previous
 * ones, as for an app. Throws `not_found`, and what assertEmergencySecret throws.
 */
export async function updateTrustedIssuer(
  ctx: ServiceContext,
  input: UpdateTrustedIssuerInput & { id: string },
): Promise<TrustedIssuerDto> {
  const scope = authorize(ctx, "apps:write");
  const { teamId } = scope;
  const { id, name, jwks } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const before = await lockIssuer(tx, scope, id);
    await tx.trustedIssuer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(jwks === undefined
          ? {}
          : { jwks: jwks === null ? Prisma.DbNull : { keys: jwks.keys.map((key) => ({ ...Object(key) })) } }),
        updatedAt: getNextUpdatedAt(before.updatedAt, ctx.now),
      },
    });
    const after = await findIssuer(tx, scope, id);
    const changes = listChanges(describeIssuer(before), describeIssuer(after));
    if ("jwks" in changes) {
      await assertKeysAllowed(tx, ctx, scope, id);
      const rules = await tx.appRule.findMany({ where: { issuerId: id }, select: { id: true, appId: true } });
      await endTokensOfRules(tx, rules, ctx.now);
    }
    await emitAudit(tx, ctx, {
      teamId,
      action: "trusted_issuer.update",
      target: { type: "trustedIssuer", id },
      changes,
    });
    return toIssuerDto(after);
  });
}
