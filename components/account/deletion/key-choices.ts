import type {
  AccountDeletionDto,
  DeleteAccountInput,
  KeyChoice,
} from "#lib/contract/people/account-deletion.ts";

export type AffectedTeam = AccountDeletionDto["teams"][number];

/** The choices so far, by the team's ID. */
export type KeyChoices = Readonly<Record<string, KeyChoice>>;

/** Whether the person has keys in a team that stays, so that something must happen to them. */
function hasKeysLeft({ outcome, liveKeys }: AffectedTeam): boolean {
  return outcome === "left" && liveKeys > 0;
}

/** The teams for which nothing is chosen yet. Where keys can only be deleted, nothing has to be. */
export function listUndecided(teams: readonly AffectedTeam[], choices: KeyChoices): AffectedTeam[] {
  return teams.filter((team) => hasKeysLeft(team) && team.canHandOver && choices[team.id] === undefined);
}

/** The choices in the API's format. */
export function toKeys(teams: readonly AffectedTeam[], choices: KeyChoices): DeleteAccountInput["keys"] {
  return teams.filter(hasKeysLeft).map(({ id, canHandOver }) => ({
    teamId: id,
    choice: canHandOver ? (choices[id] ?? "revoke") : "revoke",
  }));
}
