import type { Role } from "#lib/rbac/roles.ts";
import type { InvitationDto } from "#lib/schemas/invitations.ts";
import type { Page } from "#lib/schemas/lists.ts";
import type { MemberDto } from "#lib/schemas/members.ts";
import type { TeamDto } from "#lib/schemas/teams.ts";

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

export interface TeamPageData extends SettingsPageData {
  details: TeamDto;
}
