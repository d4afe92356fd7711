import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endTokensOfRules } from "./end-tokens.ts";
import { lockIssuer } from "./find-issuer.ts";
import { toIssuerDto } from "./issuer-dto.ts";

/** DELETE /trusted-issuers/{id}: its rules and the tokens that were got by them end now. */
export async function deleteTrustedIssuer(
  ctx: ServiceContext,
  input: { id: string },
): Promise<TrustedIssuerDto> {
  const scope = authorize(ctx, "apps:write");
  const { teamId } = scope;
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const issuer = await lockIssuer(tx, scope, id);
    const rules = await tx.appRule.findMany({
      where: { issuerId: id, deletedAt: null },
      select: { id: true, appId: true },
    });
    await tx.appRule.updateMany({
      where: { id: { in: rules.map((rule) => rule.id) }, deletedAt: null },
      data: { deletedAt: ctx.now },
    });
    await tx.trustedIssuer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { deletedAt: ctx.now },
    });
    await endTokensOfRules(tx, rules, ctx.now);
    await emitAudit(tx, ctx, {
      teamId,
      action: "trusted_issuer.delete",
      target: { type: "trustedIssuer", id },
      changes: { name: issuer.name, issuer: issuer.issuer },
    });
    return toIssuerDto(issuer);
  });
}
