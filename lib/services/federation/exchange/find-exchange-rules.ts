import type { MatchedRule } from "#lib/domain/federation/match-rule.ts";
import type { IssuerPresetName } from "#lib/domain/federation/presets.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readPreset } from "#lib/services/federation/issuers/issuer-dto.ts";
import { readClaims } from "#lib/services/federation/rules/rule-dto.ts";

/** An issuer that an app has rules about. */
export interface ExchangeIssuer {
  id: string;
  issuer: string;
  preset: IssuerPresetName;
  jwks: { keys: Record<string, unknown>[] } | null;
  /** Changes with its public keys. */
  updatedAt: Date;
  rules: ExchangeRule[];
}

export interface ExchangeRule extends MatchedRule {
  lastUsedAt: Date | null;
}

/** The issuer with this `iss` and the app's rules about it. Null: there are none. */
export async function findExchangeIssuer(
  { prisma }: Pick<Database, "prisma">,
  app: { id: string; teamId: string },
  iss: string,
): Promise<ExchangeIssuer | null> {
  // The database rejects it even as a parameter, and no issuer contains it.
  if (iss.includes("\u0000")) return null;
  const rules = { where: { appId: app.id, deletedAt: null }, orderBy: { id: "asc" } } as const;
  const issuer = await prisma.trustedIssuer.findFirst({
    where: { teamId: app.teamId, issuer: iss, deletedAt: null, rules: { some: rules.where } },
    include: { rules },
  });
  if (issuer === null) return null;
  return {
    id: issuer.id,
    issuer: issuer.issuer,
    preset: readPreset(issuer),
    // Only createTrustedIssuer and updateTrustedIssuer write the column, from a validated key set.
    jwks: issuer.jwks as ExchangeIssuer["jwks"],
    updatedAt: issuer.updatedAt,
    rules: issuer.rules.map(({ id, audience, claims, lastUsedAt }) => ({
      id,
      audience,
      claims: readClaims({ claims }),
      lastUsedAt,
    })),
  };
}
