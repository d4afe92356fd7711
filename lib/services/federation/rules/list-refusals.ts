import type { ExchangeRefusalListDto } from "#lib/contract/apps/federation-output.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { refusalReasons } from "#lib/domain/federation/refusal.ts";
import { findApp } from "#lib/services/apps/find-app.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

const shownDays = 7;
const shownRefusals = 50;

/** GET /apps/{id}/refusals: why tokens of issuers were not exchanged, newest first. */
export async function listExchangeRefusals(
  ctx: ServiceContext,
  input: { id: string },
): Promise<ExchangeRefusalListDto> {
  const scope = authorize(ctx, "apps:read");
  const { prisma } = ctx.runtime.database;
  const app = await findApp(prisma, scope, input.id);
  const rows = await prisma.exchangeRefusal.findMany({
    where: { appId: app.id, createdAt: { gt: new Date(ctx.now.getTime() - shownDays * dayMs) } },
    orderBy: { createdAt: "desc" },
    take: shownRefusals,
    include: { rule: { select: { id: true, name: true } } },
  });
  return {
    data: rows.map(({ id, createdAt, issuer, reason, rule, claim, value }) => ({
      id,
      at: createdAt.toISOString(),
      issuer,
      reason: refusalReasons.find((known) => known === reason) ?? "signature",
      rule,
      claim,
      value,
    })),
  };
}
