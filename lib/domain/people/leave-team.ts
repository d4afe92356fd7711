/**
 * What happens to a team when one of its members deletes their account: they leave it, it is deleted because nobody else is
 * in it, or it keeps them from deleting the account because it would have no owner.
 */
export type TeamOutcome = "left" | "deleted" | "blocked";

export function decideTeamOutcome(team: {
  /** The member is an owner and not suspended. */
  isActiveOwner: boolean;
  otherActiveOwners: number;
  /** Suspended members count: they can be reinstated. */
  otherMembers: number;
}): TeamOutcome {
  if (team.otherMembers === 0) return "deleted";
  return team.isActiveOwner && team.otherActiveOwners === 0 ? "blocked" : "left";
}
