import { reasonText } from "#lib/contract/common/text.ts";
import type { InstanceTeamDto } from "#lib/contract/instance/teams.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import {
  findTeamByCommand,
  listTeamsByCommand,
  readTeamByCommand,
  setTeamStatusByCommand,
} from "#lib/services/instance/teams/by-command.ts";
import { makeTeamOwnerByCommand } from "#lib/services/members/make-owner-by-command.ts";
import {
  type AdminContext,
  AdminError,
  AdminUsageError,
  type DatabaseCommand,
} from "../command/admin-command.ts";
import { assertMigrated } from "../command/assert-migrated.ts";
import { createNoAccountError, createNoTeamError } from "../command/errors.ts";
import { formatFacts, formatMoment, formatTable } from "../command/format-table.ts";

/** Throws AdminError if there is no such team. */
export async function findTeam(context: AdminContext, slug: string): Promise<Team> {
  await assertMigrated(context);
  const team = await findTeamByCommand(context.database, slug);
  if (team === null) throw createNoTeamError(slug);
  return team;
}

/** The text after `--reason`. Undefined without one. */
export function readReason(option: string | true | undefined): string | undefined {
  if (typeof option !== "string") return undefined;
  const parsed = reasonText.safeParse(option);
  if (!parsed.success)
    throw new AdminUsageError(`--reason: ${parsed.error.issues[0]?.message ?? "not valid"}.`);
  return parsed.data === "" ? undefined : parsed.data;
}

export const listTeams: DatabaseCommand = {
  needs: "database",
  parameters: "[TEXT]",
  summary: "Lists teams, or those with a text in their name or short name",
  run: async (context, { parameters: [q = ""], signal }) => {
    await assertMigrated(context);
    const teams = await listTeamsByCommand(context, { q, now: new Date(), signal });
    const rows = teams.map((team) => [
      team.slug,
      team.name,
      team.suspendedAt === null ? "" : "suspended",
      countOf(team.memberCount, "member"),
      countOf(team.activeKeys, "active key"),
    ]);
    return { lines: [...formatTable(rows), countOf(teams.length, "team")], data: teams };
  },
};

export const showTeam: DatabaseCommand = {
  needs: "database",
  parameters: "SLUG",
  summary: "Shows a team and its members",
  run: async (context, { parameters: [slug = ""] }) => {
    const { id } = await findTeam(context, slug);
    const team = await readTeamByCommand(context, id, new Date());
    return { lines: describeTeam(team), data: team };
  },
};

function describeTeam(team: InstanceTeamDto): string[] {
  const reason = team.suspensionReason === null ? "" : `: ${team.suspensionReason}`;
  const hasOwner = team.members.some(({ role, status }) => role === "owner" && status === "active");
  return [
    ...formatFacts({
      Name: team.name,
      "Short name": team.slug,
      ID: team.id,
      Status:
        team.suspendedAt === null ? "active" : `suspended since ${formatMoment(team.suspendedAt)}${reason}`,
      "Active keys": String(team.activeKeys),
      "Requests in 7 days": String(team.requests7d),
      Created: formatMoment(team.createdAt),
    }),
    "",
    "Members:",
    ...formatTable(
      team.members.map(({ email, name, role, status }) => [
        `  ${email}`,
        name,
        role,
        status === "active" ? "" : status,
      ]),
    ),
    ...(hasOwner
      ? []
      : [
          "",
          `No active owner. Give the team one: \`${getAdminProgram()} teams make-owner ${team.slug} EMAIL\`.`,
        ]),
  ];
}

export const suspendTeam: DatabaseCommand = {
  needs: "database",
  parameters: "SLUG",
  summary: "Suspends a team: its keys are rejected, and it is closed to its members",
  options: { reason: { value: "TEXT", summary: "Why, for the owners of the team and the audit log" } },
  run: async (context, { parameters: [slug = ""], options }) => {
    const reason = readReason(options.reason);
    const { id } = await findTeam(context, slug);
    const hasChanged = await setTeamStatusByCommand(context, { id, status: "suspended", reason }, new Date());
    const line = hasChanged
      ? `${slug} is suspended. Its keys are rejected until \`${getAdminProgram()} teams reinstate ${slug}\`.`
      : `${slug} was already suspended.`;
    return { lines: [line], data: { id, hasChanged } };
  },
};

export const reinstateTeam: DatabaseCommand = {
  needs: "database",
  parameters: "SLUG",
  summary: "Reinstates a suspended team and its keys",
  run: async (context, { parameters: [slug = ""] }) => {
    const { id } = await findTeam(context, slug);
    const hasChanged = await setTeamStatusByCommand(context, { id, status: "active" }, new Date());
    const line = hasChanged ? `${slug} is active. Its keys work again.` : `${slug} was not suspended.`;
    return { lines: [line], data: { id, hasChanged } };
  },
};

export const makeTeamOwner: DatabaseCommand = {
  needs: "database",
  parameters: "SLUG EMAIL",
  summary: "Makes a person an owner of a team, for example if its only owner is gone",
  run: async (context, { parameters: [slug = "", email = ""] }) => {
    const { id: teamId } = await findTeam(context, slug);
    const outcome = await makeTeamOwnerByCommand(context, { teamId, email, now: new Date() });
    const data = { teamId, email, hasChanged: outcome !== "was_owner" };
    switch (outcome) {
      case "promoted":
        return { lines: [`${email} is an owner of ${slug}. Its other owners stay.`], data };
      case "joined":
        return { lines: [`${email} joined ${slug} as an owner. Its other owners stay.`], data };
      case "was_owner":
        return { lines: [`${email} was already an owner of ${slug}.`], data };
      case "suspended":
        throw new AdminError(
          `The account ${email} is suspended. Run \`${getAdminProgram()} reinstate ${email}\` first.`,
        );
      case "no_account":
        throw createNoAccountError(email);
      case "no_team":
        throw createNoTeamError(slug);
    }
  },
};
