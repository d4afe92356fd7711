import { randomBytes } from "node:crypto";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { createTeamSlug, extendTeamSlug } from "./team-slug.ts";

/** The environments of a new team. */
const defaultEnvironments = [
  { slug: "development", label: "Development", color: "green", allowsTeamManagement: false },
  { slug: "staging", label: "Staging", color: "amber", allowsTeamManagement: false },
  { slug: "production", label: "Production", color: "red", allowsTeamManagement: true },
] as const;

/** If four random endings of 32 bits are all taken, something else is wrong. */
const slugTries = 5;

export interface CreatedTeam {
  teamId: string;
  slug: string;
  memberId: string;
  environmentSlugs: readonly string[];
}

/** Inserts the team with the first free slug. If two teams try the same slug at once, the second uses another. */
async function insertTeam(
  tx: Transaction,
  name: string,
  now: Date,
): Promise<{ teamId: string; slug: string }> {
  const preferred = createTeamSlug(name);
  const teamId = createId("team");
  for (let i = 0; i < slugTries; i++) {
    const slug = i === 0 ? preferred : extendTeamSlug(preferred, randomBytes(4).toString("hex"));
    const { count } = await tx.team.createMany({
      data: [{ id: teamId, slug, name, createdAt: now, updatedAt: now }],
      skipDuplicates: true,
    });
    if (count === 1) return { teamId, slug };
  }
  throw new Error("no free slug was found for a new team");
}

/** Inserts a team with its owner and default environments. The caller writes the audit event. */
export async function createTeamRows(
  tx: Transaction,
  team: { name: string; ownerUserId: string; now: Date },
): Promise<CreatedTeam> {
  const { now } = team;
  const { teamId, slug } = await insertTeam(tx, team.name, now);
  const memberId = createId("member");
  await tx.member.create({
    data: { id: memberId, teamId, userId: team.ownerUserId, role: "owner", joinedAt: now },
  });
  await tx.environment.createMany({
    data: defaultEnvironments.map((environment, position) => ({
      id: createId("environment"),
      teamId,
      ...environment,
      position,
      createdAt: now,
      updatedAt: now,
    })),
  });
  return { teamId, slug, memberId, environmentSlugs: defaultEnvironments.map(({ slug: name }) => name) };
}
