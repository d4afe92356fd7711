import "server-only";

import { notFound } from "next/navigation";
import { searchText } from "#lib/contract/common/text.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { listFrom } from "#lib/queries/list-from.ts";
import { listInstanceTeams } from "#lib/services/instance/teams/list.ts";
import { readInstanceTeam } from "#lib/services/instance/teams/read.ts";
import { openInstance, runInInstanceTurn } from "./open-instance.ts";

const pageSize = 50;

interface Place {
  isSuspended: boolean;
  cursor: string;
}

/** A page of the teams that match the search. Text that can't be searched for is ignored. */
export async function readTeamsPage(text: string, { isSuspended, cursor }: Place) {
  const ctx = await openInstance("/instance/teams");
  const parsed = searchText.safeParse(text.slice(0, 100).trim());
  const q = parsed.success ? parsed.data : "";
  const from = cursor === "" ? undefined : cursor;
  const teams = await runInInstanceTurn(ctx, "listInstanceTeams", (heavy) =>
    listFrom(
      (at) =>
        listInstanceTeams(heavy, {
          q,
          status: isSuspended ? "suspended" : undefined,
          limit: pageSize,
          cursor: at,
        }),
      from,
    ),
  );
  return { teams, q, isSuspended, isContinued: from !== undefined };
}

/** One team. For an unknown ID the page doesn't exist. */
export async function readTeamOfInstance(id: string) {
  const ctx = await openInstance(`/instance/teams/${encodeURIComponent(id)}`);
  if (!isId("team", id)) notFound();
  return readInstanceTeam(ctx, { id }).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  });
}
