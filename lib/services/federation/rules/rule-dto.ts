import type { AppRuleDto } from "#lib/contract/apps/federation-output.ts";
import type { RuleClaims } from "#lib/domain/federation/rule-problem.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { readPreset } from "#lib/services/federation/issuers/issuer-dto.ts";

const includeForDto = {
  issuer: { select: { id: true, name: true, preset: true, issuer: true } },
} as const satisfies Prisma.AppRuleInclude;

type RuleRow = Prisma.AppRuleGetPayload<{ include: typeof includeForDto }>;

/** Only createAppRule writes the column, from a validated rule. */
export function readClaims({ claims }: { claims: unknown }): RuleClaims {
  return claims as RuleClaims;
}

function toRuleDto(row: RuleRow): AppRuleDto {
  return {
    id: row.id,
    name: row.name,
    issuer: {
      id: row.issuer.id,
      name: row.issuer.name,
      preset: readPreset(row.issuer),
      issuer: row.issuer.issuer,
    },
    audience: row.audience,
    claims: Object.fromEntries(
      Object.entries(readClaims(row)).map(([claim, values]) => [claim, [...values]]),
    ),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** The rules of an app of this team, oldest first. */
export async function readRules(
  tx: Pick<Transaction, "appRule">,
  app: { id: string; teamId: string },
): Promise<AppRuleDto[]> {
  const rows = await tx.appRule.findMany({
    where: { appId: app.id, app: { teamId: app.teamId }, deletedAt: null },
    orderBy: { id: "asc" },
    include: includeForDto,
  });
  return rows.map(toRuleDto);
}
