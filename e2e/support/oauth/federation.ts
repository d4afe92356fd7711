import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** An issuer that the team trusts. By default a custom one with an address of its own. */
export async function insertTrustedIssuer(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  fields: Partial<Prisma.TrustedIssuerUncheckedCreateInput> = {},
): Promise<string> {
  const id = createId("trustedIssuer");
  const now = new Date();
  await database.prisma.trustedIssuer.create({
    data: {
      id,
      teamId: team.id,
      name: "Cluster",
      preset: "custom",
      issuer: `https://${id.replace("_", "-")}.example.com`,
      createdById: team.owner.id,
      createdAt: now,
      updatedAt: now,
      ...fields,
    },
  });
  return id;
}

/** A rule of the app. By default for the subject `machine`. */
export async function insertAppRule(
  database: Pick<Database, "prisma">,
  fields: Pick<Prisma.AppRuleUncheckedCreateInput, "appId" | "issuerId"> &
    Partial<Prisma.AppRuleUncheckedCreateInput>,
): Promise<string> {
  const id = createId("appRule");
  await database.prisma.appRule.create({
    data: {
      id,
      name: "Machine",
      audience: "https://console.example.com",
      claims: { sub: ["machine"] },
      createdById: "user_test",
      createdAt: new Date(),
      ...fields,
    },
  });
  return id;
}
