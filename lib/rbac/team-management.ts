/** What a key needs to manage people, or the team's settings, environments and permissions. */
export type TeamManagementPermission = "members:write" | "team:write";

/** What decides whether a key may. Its expiry, allowlist and rate limits do not matter. */
export interface ManagingKey {
  permissions: ReadonlySet<string>;
  resources: readonly string[];
  environment: { allowsTeamManagement: boolean };
}

export type TeamManagementProblem = "permission" | "resources" | "environment";

/** Why a key may not manage the team with this permission; null: it may. `inherit` never includes the permission. */
export function findTeamManagementProblem(
  key: ManagingKey,
  permission: TeamManagementPermission,
): TeamManagementProblem | null {
  return key.permissions.has(permission) ? findTeamWideProblem(key) : "permission";
}

/** Why a key may not see what belongs to the whole team rather than to its environment; null: it may. */
export function findTeamWideProblem(
  key: Pick<ManagingKey, "resources" | "environment">,
): Exclude<TeamManagementProblem, "permission"> | null {
  if (key.resources.length > 0) return "resources";
  return key.environment.allowsTeamManagement ? null : "environment";
}
