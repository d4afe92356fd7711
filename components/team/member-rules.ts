import type { MemberDto } from "#lib/contract/people/members.ts";
import { isAtLeast, type Role } from "#lib/domain/rbac/roles.ts";
import { teamTexts } from "./texts.ts";
import type { SettingsPageData } from "./view-data.ts";

export type MemberAction = "role" | "suspend" | "resume" | "remove" | "leave" | "transfer";

type Viewer = SettingsPageData["viewer"];

/** Why the viewer can't take this action. Undefined if they can. Only a preview: the server decides. */
export function findMemberDisabledReason(
  viewer: Viewer,
  member: MemberDto,
  action: MemberAction,
): string | undefined {
  const isSelf = member.userId === viewer.userId;
  if (action === "leave") return undefined;
  if (action === "transfer") return viewer.role === "owner" ? undefined : teamTexts.members.onlyOwners;
  if (!viewer.permissions.includes("members:write")) return teamTexts.notYourRole;
  if (action === "role" && member.groups !== null) return teamTexts.members.roleFromGroups;
  if (isSelf && action === "suspend") return teamTexts.members.notYourself;
  return isAtLeast(viewer.role, member.role) ? undefined : teamTexts.aboveYourRole;
}

/** Whether the viewer can assign this role. */
export function canAssign(viewer: Viewer, role: Role): boolean {
  return isAtLeast(viewer.role, role);
}
