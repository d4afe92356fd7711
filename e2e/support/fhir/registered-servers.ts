import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { FhirServer, Prisma } from "#lib/platform/db/generated/client.ts";

/** A registered FHIR server. By default it is in development, and its gateway is off. */
export function insertFhirServer(
  database: Pick<Database, "prisma">,
  team: Pick<TestTeam, "id" | "environments">,
  fields: Partial<Prisma.FhirServerUncheckedCreateInput> = {},
): Promise<FhirServer> {
  const id = createId("fhirServer");
  return database.prisma.fhirServer.create({
    data: {
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `Server ${id.slice(-6)}`,
      baseUrl: "https://fhir.example.com/r4",
      ...fields,
    },
  });
}

/** A credential that nothing can decrypt. */
export async function insertFhirCredential(
  database: Pick<Database, "prisma">,
  { id, createdById }: { id: string; createdById: string },
): Promise<void> {
  const secret = new Uint8Array(64);
  await database.prisma.fhirServerCredential.create({
    data: { serverId: id, kind: "bearer", secret, secretKeyId: "lost", createdById, createdAt: new Date() },
  });
}
