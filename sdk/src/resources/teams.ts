import type { List } from "../list.ts";
import type { Settings } from "../settings.ts";
import type { CallOptions } from "../transport.ts";
import type {
  CreateInvitationInput,
  CreateTeamInput,
  Invitation,
  InvitationFilter,
  InvitationWithUrl,
  Member,
  MemberFilter,
  RemoveMemberInput,
  Team,
  TransferTeamInput,
  UpdateMemberInput,
  UpdateTeamInput,
} from "../types.ts";
import { Resource } from "./resource.ts";

/** The members of a team. */
class Members extends Resource {
  list(teamId: string, filter?: MemberFilter, options?: CallOptions): List<Member> {
    return this.pages<Member>(["teams", teamId, "members"], filter, options);
  }

  update(teamId: string, id: string, changes: UpdateMemberInput, options?: CallOptions): Promise<Member> {
    return this.patch(["teams", teamId, "members", id], changes, options);
  }

  /** `keys` says what happens to the member's current keys (neither expired nor deleted). Required (409) if the member has any. */
  delete(teamId: string, id: string, input?: RemoveMemberInput, options?: CallOptions): Promise<Member> {
    return this.remove(["teams", teamId, "members", id], input, options);
  }
}

/** Invitations to join a team. */
class Invitations extends Resource {
  list(teamId: string, filter?: InvitationFilter, options?: CallOptions): List<Invitation> {
    return this.pages<Invitation>(["teams", teamId, "invitations"], filter, options);
  }

  /** Creates an invitation. Its `url` is returned only once. */
  create(teamId: string, input: CreateInvitationInput, options?: CallOptions): Promise<InvitationWithUrl> {
    return this.post(["teams", teamId, "invitations"], input, options);
  }

  /** Creates a new `url`. The previous one stops working. */
  resend(teamId: string, id: string, options?: CallOptions): Promise<InvitationWithUrl> {
    return this.post(["teams", teamId, "invitations", id, "resend"], undefined, options);
  }

  delete(teamId: string, id: string, options?: CallOptions): Promise<Invitation> {
    return this.remove(["teams", teamId, "invitations", id], undefined, options);
  }
}

/** Teams. A key sees only its own team. Some methods are only for signed-in people; with a key they fail with 403. */
export class Teams extends Resource {
  readonly members: Members;
  readonly invitations: Invitations;

  constructor(settings: Settings) {
    super(settings);
    this.members = new Members(settings);
    this.invitations = new Invitations(settings);
  }

  list(options?: CallOptions): List<Team> {
    return this.pages<Team>(["teams"], undefined, options);
  }

  get(id: string, options?: CallOptions): Promise<Team> {
    return this.read(["teams", id], options);
  }

  create(input: CreateTeamInput, options?: CallOptions): Promise<Team> {
    return this.post(["teams"], input, options);
  }

  update(id: string, changes: UpdateTeamInput, options?: CallOptions): Promise<Team> {
    return this.patch(["teams", id], changes, options);
  }

  delete(id: string, options?: CallOptions): Promise<Team> {
    return this.remove(["teams", id], undefined, options);
  }

  transfer(id: string, input: TransferTeamInput, options?: CallOptions): Promise<Team> {
    return this.post(["teams", id, "transfer"], input, options);
  }
}
