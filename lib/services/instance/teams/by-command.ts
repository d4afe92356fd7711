import type { InstanceTeamDto, InstanceTeamRow } from "#lib/contract/instance/teams.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readTeams, whereTeam } from "./list.ts";
import { describeTeam } from "./read.ts";
import { toTeamRows } from "./team-rows.ts";
import { changeTeamStatus, lockAnyTeam, type TeamStatusChange } from "./update.ts";

const batchSize = 200;

/** The team with this short name or ID. Null if there is none, or it was deleted. */
export function findTeamByCommand(
  { prisma }: Pick<Database, "prisma">,
  slugOrId: string,
): Promise<Team | null> {
  return prisma.team.findFirst({
    where: { deletedAt: null, OR: [{ slug: slugOrId }, { id: slugOrId }] },
  });
}

/** Every team whose name or short name contains every word, by name. */
export async function listTeamsByCommand(
  { database }: ServiceContext["runtime"],
  { q, now, signal }: { q: string; now: Date; signal: AbortSignal },
): Promise<InstanceTeamRow[]> {
  const found: InstanceTeamRow[] = [];
  let from: { value: string; id: string } | null = null;
  for (;;) {
    signal.throwIfAborted();
    const teams: Team[] = await readTeams(database, whereTeam({ q, status: undefined }), {
      from,
      take: batchSize,
    });
    found.push(...(await toTeamRows(database, teams, now)));
    const last = teams.at(-1);
    if (last === undefined || teams.length < batchSize) return found;
    from = { value: last.name, id: last.id };
  }
}

/** One team with its members, for the operator. Throws `not_found`. */
export function readTeamByCommand(
  runtime: ServiceContext["runtime"],
  id: string,
  now: Date,
): Promise<InstanceTeamDto> {
  return describeTeam(createCommandContext(runtime, now), id);
}

/** Suspends a team or reinstates it on behalf of the operator. False: it has the status already. Throws `not_found`. */
export function setTeamStatusByCommand(
  runtime: ServiceContext["runtime"],
  change: TeamStatusChange,
  now: Date,
): Promise<boolean> {
  const ctx = createCommandContext(runtime, now);
  return withTransaction(runtime.database, async (tx) => {
    await lockAnyTeam(tx, change.id);
    return changeTeamStatus(tx, ctx, change);
  });
}
