import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import type { TestResource } from "#e2e/support/fhir/engine.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** Two patients with observations of their own. */
export const patientIds = ["ada", "grace"] as const;

export const patientResources: readonly TestResource[] = patientIds.flatMap((id) => [
  { resourceType: "Patient", id, name: [{ family: id, given: ["Test"] }], birthDate: "1980-02-03" },
  ...Array.from({ length: 25 }, (_, number) => ({
    resourceType: "Observation",
    id: `${id}-${number}`,
    status: "final",
    code: { text: "Hemoglobin" },
    subject: { reference: `Patient/${id}` },
  })),
]);

const appRedirectUri = "https://app.example.com/callback";

/** A public app that people launch, in development. */
export async function insertLaunchedApp(
  { prisma }: Pick<Database, "prisma">,
  team: TestTeam,
  fields: Partial<Prisma.AppUncheckedCreateInput> = {},
): Promise<{ id: string; redirectUri: string }> {
  const id = createId("app");
  const now = new Date();
  await prisma.app.create({
    data: {
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `App ${id.slice(-6)}`,
      kind: "public",
      role: "developer",
      scopes: ["patient/Patient.r", "patient/Observation.rs"],
      redirectUris: [appRedirectUri],
      launchUri: "https://app.example.com/launch",
      createdById: team.owner.id,
      createdAt: now,
      updatedAt: now,
      ...fields,
    },
  });
  return { id, redirectUri: appRedirectUri };
}
