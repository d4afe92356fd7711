/** The permissions a key needs to manage members, or the team's settings, environments and permissions. */
export type TeamManagementPermission = "members:write" | "team:write";

/** What decides whether a key can manage the team. Its expiry, allowlist and rate limits do not matter. */
export interface ManagingKey {
  permissions: ReadonlySet<string>;
  resources: readonly string[];
  environment: { allowsTeamManagement: boolean };
}

export type TeamManagementProblem = "permission" | "resources" | "environment";

/** Why a key cannot manage the team with this permission. Null: it can. `inherit` never includes the permission. */
export function findTeamManagementProblem(
  key: ManagingKey,
  permission: TeamManagementPermission,
): TeamManagementProblem | null {
  return key.permissions.has(permission) ? findTeamWideProblem(key) : "permission";
}

/** Why a key cannot see what belongs to the whole team instead of its environment. Null: it can. */
export function findTeamWideProblem(
  key: Pick<ManagingKey, "resources" | "environment">,
): Exclude<TeamManagementProblem, "permission"> | null {
  if (key.resources.length > 0) return "resources";
  return key.environment.allowsTeamManagement ? null : "environment";
}
