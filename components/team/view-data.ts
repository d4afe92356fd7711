import type { Page } from "#lib/contract/common/lists.ts";
import type { GroupDto } from "#lib/contract/people/groups.ts";
import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import type { TeamDto } from "#lib/contract/team/teams.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";

/** The data every settings page has. */
export interface SettingsPageData {
  team: { id: string; slug: string; name: string };
  viewer: { userId: string; memberId: string; role: Role; permissions: string[] };
  people: { id: string; name: string; isManager: boolean }[];
  /** When the server read this data, in ISO 8601. */
  now: string;
}

export interface MembersPageData extends SettingsPageData {
  members: Page<MemberDto>;
  isContinued: boolean;
  /** Open and expired invitations. */
  invitations: InvitationDto[];
}

/** What is deleted with a team. */
export interface TeamContents {
  /** Keys that work, or work again once they are enabled. */
  keys: number;
  /** Also disabled ones. */
  apps: number;
  members: number;
  invitations: number;
  environments: number;
  fhirServers: number;
  workers: number;
  permissions: number;
}

/** Who lacks two-factor authentication. */
export interface TeamTwoFactor {
  /** What the console requires of everyone. */
  rule: "off" | "admins" | "everyone";
  /** Whether the viewer has it. */
  hasOwn: boolean;
  /** The active members without it, by name, and how many there are. */
  missing: { id: string; name: string }[];
  missingCount: number;
  memberCount: number;
}

/** The groups of the sign-in provider or the directory that give roles in the team. */
export interface TeamGroups {
  /** The name of the provider that sends groups. Null: none is configured. */
  provider: string | null;
  /** Whether a directory provisions people and groups. */
  hasDirectory: boolean;
  list: GroupDto[];
}

export interface TeamPageData extends SettingsPageData {
  details: TeamDto;
  /** Null for those who can't change the team. */
  twoFactor: TeamTwoFactor | null;
  /** Null for those who can't change them. */
  groups: TeamGroups | null;
  /** Null for those who can't delete the team. */
  contents: TeamContents | null;
}
