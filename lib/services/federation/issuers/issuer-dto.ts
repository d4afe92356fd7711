import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { getThumbprint } from "#lib/domain/apps/key-set.ts";
import { type IssuerPresetName, isIssuerPreset } from "#lib/domain/federation/presets.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

export const includeForDto = {
  _count: { select: { rules: { where: { deletedAt: null, app: { deletedAt: null } } } } },
} as const satisfies Prisma.TrustedIssuerInclude;

export type IssuerRow = Prisma.TrustedIssuerGetPayload<{ include: typeof includeForDto }>;

/** Only createTrustedIssuer writes the column. */
export function readPreset({ preset }: { preset: string }): IssuerPresetName {
  return isIssuerPreset(preset) ? preset : "custom";
}

/** Only createTrustedIssuer and updateTrustedIssuer write the column, from a validated key set. */
function readJwks({ jwks }: Pick<IssuerRow, "jwks">): TrustedIssuerDto["jwks"] {
  return jwks as TrustedIssuerDto["jwks"];
}

/** What the history shows of an issuer. Its public keys are recorded by their thumbprints. */
export function describeIssuer(row: Pick<IssuerRow, "name" | "jwks">) {
  return { name: row.name, jwks: readJwks(row)?.keys.map(getThumbprint) ?? null };
}

export function toIssuerDto(row: IssuerRow): TrustedIssuerDto {
  return {
    id: row.id,
    teamId: row.teamId,
    name: row.name,
    preset: readPreset(row),
    issuer: row.issuer,
    jwks: readJwks(row),
    ruleCount: row._count.rules,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
