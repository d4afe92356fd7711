"use client";

import { UserPlus } from "lucide-react";
import { describeFailure } from "#components/api-failure.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { useFragment } from "#components/dialogs/use-fragment.ts";
import { ResourcePager } from "#components/resources/resource-pager.tsx";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { PageAction } from "#components/shell/page-action.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { InvitationsSection } from "#components/team/invitations/invitations-section.tsx";
import { InviteDialog } from "#components/team/invitations/invite-dialog.tsx";
import { LinkDialog } from "#components/team/invitations/link-dialog.tsx";
import {
  resendInvitation,
  transferTeam,
  updateMember,
  withdrawInvitation,
} from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { MembersPageData } from "#components/team/view-data.ts";
import { type Column, Table } from "#components/ui/display/table.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { InvitationDto, InvitationWithUrlDto } from "#lib/contract/people/invitations.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import { type Exit, ExitDialog } from "./exit-dialog.tsx";
import { joinedClasses, MemberRow, type StartMemberAction } from "./member-row.tsx";
import { RoleDialog } from "./role-dialog.tsx";

const texts = teamTexts.members;

const columns: readonly Column[] = [
  { key: "name", label: texts.columns.name },
  { key: "role", label: texts.columns.role },
  { key: "status", label: texts.columns.status },
  { key: "joined", label: texts.columns.joined, className: joinedClasses },
  { key: "lastActive", label: texts.columns.lastActive },
  { key: "liveKeys", label: texts.columns.liveKeys },
  { key: "actions", label: texts.columns.actions, isLabelHidden: true, isPinned: true },
];

type Open =
  | { kind: "invite" }
  | { kind: "link"; invitation: InvitationWithUrlDto }
  | { kind: "role" | "transfer"; member: MemberDto }
  | { kind: "exit"; exit: Exit };

/** The team's members and invitations. */
export function MembersView({ page }: { page: MembersPageData }) {
  const dialogs = useDialogs<Open>();
  const { team, viewer, members } = page;
  const canWrite = viewer.permissions.includes("members:write");

  const start: StartMemberAction = (action, member, opener) => {
    if (action === "resume") return void resume(member);
    if (action === "role" || action === "transfer") return dialogs.show({ kind: action, member }, opener);
    dialogs.show({ kind: "exit", exit: { kind: action, member } }, opener);
  };
  const resume = async (member: MemberDto) => {
    const result = await updateMember(team.id, member.id, { status: "active" });
    if (!result.isOk) return showError(teamTexts.failed, describeFailure(result.failure));
    dialogs.closeWithMessage(texts.resumed(member.name));
  };
  const resend = async (invitation: InvitationDto, opener: HTMLElement | null) => {
    const result = await resendInvitation(team.id, invitation.id);
    if (!result.isOk) return showError(teamTexts.failed, describeFailure(result.failure));
    dialogs.show({ kind: "link", invitation: result.data }, opener);
    dialogs.refresh();
  };
  const withdraw = async (invitation: InvitationDto) => {
    const result = await withdrawInvitation(team.id, invitation.id);
    if (!result.isOk) return showError(teamTexts.failed, describeFailure(result.failure));
    dialogs.closeAfterRemoval(teamTexts.invitations.withdrawn(invitation.email));
  };

  useFragment((fragment) => {
    if (fragment !== "invite") return false;
    if (canWrite) dialogs.show({ kind: "invite" });
    return true;
  });

  const disabledReason = describeDisabledReason(canWrite, page.people);
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro(team.name)} disabledReason={disabledReason}>
        <PageAction
          ref={dialogs.anchorRef}
          label={texts.invite}
          icon={<UserPlus aria-hidden="true" />}
          disabledReason={disabledReason}
          onPress={() => dialogs.show({ kind: "invite" })}
        />
      </PageHeader>
      <Table label={texts.table} columns={columns}>
        {members.data.map((member) => (
          <MemberRow key={member.id} member={member} page={page} onAction={start} />
        ))}
      </Table>
      <ResourcePager list={members} isContinued={page.isContinued} />
      <InvitationsSection
        invitations={page.invitations}
        canWrite={canWrite}
        onResend={resend}
        onWithdraw={withdraw}
      />
      <MemberDialogs page={page} dialogs={dialogs} />
    </>
  );
}

interface MemberDialogsProps {
  page: MembersPageData;
  dialogs: ReturnType<typeof useDialogs<Open>>;
}

/** All dialogs stay mounted, so that each can return the focus when it closes. */
function MemberDialogs({ page, dialogs }: MemberDialogsProps) {
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;
  const shared = { onClose: close, finalFocus };
  const finish = ({ kind, member }: Exit) => {
    if (kind === "suspend") return closeWithMessage(teamTexts.exit.suspend.done(member.name));
    if (kind === "remove") return closeAfterRemoval(teamTexts.exit.remove.done(member.name));
    showSuccess(teamTexts.exit.leave.done());
    // The viewer has lost access to this team.
    location.assign("/");
  };
  return (
    <>
      <InviteDialog
        {...shared}
        isOpen={open?.kind === "invite"}
        page={page}
        onInvited={(invitation) => {
          dialogs.showNext({ kind: "link", invitation });
          dialogs.refresh();
        }}
      />
      <LinkDialog {...shared} invitation={open?.kind === "link" ? open.invitation : null} />
      <RoleDialog
        {...shared}
        member={open?.kind === "role" ? open.member : null}
        page={page}
        onDone={closeWithMessage}
      />
      <ExitDialog {...shared} exit={open?.kind === "exit" ? open.exit : null} page={page} onDone={finish} />
      <ConfirmDialog
        {...shared}
        intro={teamTexts.transfer.intro}
        submit={teamTexts.transfer.submit}
        item={open?.kind === "transfer" ? open.member : null}
        title={({ name }) => teamTexts.transfer.title(name)}
        run={({ id }) => transferTeam(page.team.id, id)}
        onDone={(_, { name }) => closeWithMessage(teamTexts.transfer.done(name))}
      />
    </>
  );
}
