"use client";

import { Crown, Ellipsis, LogOut, UserCheck, UserCog, UserMinus, UserX } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { KeyCountLink } from "#components/keys/key-count-link.tsx";
import { findMemberDisabledReason, type MemberAction } from "#components/team/member-rules.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { SettingsPageData } from "#components/team/view-data.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { ActionsCell, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import type { MemberDto } from "#lib/contract/people/members.ts";

const texts = teamTexts.members;
const { columns } = texts;

export type StartMemberAction = (action: MemberAction, member: MemberDto, opener: HTMLElement | null) => void;

/** The first column to leave where there is little room. */
export const joinedClasses = "sm:max-xl:hidden";

interface MemberRowProps {
  member: MemberDto;
  page: Pick<SettingsPageData, "viewer" | "now" | "team">;
  onAction: StartMemberAction;
}

export function MemberRow({ member, page, onAction }: MemberRowProps) {
  const { viewer, now } = page;
  const isSelf = member.userId === viewer.userId;
  return (
    <TableRow>
      <TableCell className="sm:min-w-44 max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
        <span className="flex items-center gap-2.5">
          <Avatar name={member.name} size="large" />
          <span className="min-w-0">
            <span className="font-medium [overflow-wrap:anywhere]">
              <bdi>{member.name}</bdi>{" "}
              {isSelf ? <span className="font-normal text-muted">({texts.you})</span> : null}
            </span>
            <span className="mt-0.5 block text-muted text-xs [overflow-wrap:anywhere]">{member.email}</span>
          </span>
        </span>
      </TableCell>
      <TableCell label={columns.role}>
        {teamTexts.roles[member.role]}
        {member.groups === null ? null : (
          <span className="block max-w-48 text-muted text-xs [overflow-wrap:anywhere]">
            <bdi>{texts.fromGroups(member.groups)}</bdi>
          </span>
        )}
      </TableCell>
      <TableCell label={columns.status}>
        <Badge
          tone={member.status === "active" ? "plain" : "warn"}
          icon={
            member.status === "active" ? (
              <UserCheck aria-hidden="true" className="text-good" />
            ) : (
              <UserX aria-hidden="true" />
            )
          }
          className="-ml-1.5"
        >
          {texts.statuses[member.status]}
        </Badge>
        {member.hasTwoFactor === false && member.status === "active" ? (
          <span className="block text-muted text-xs">{texts.noTwoFactor}</span>
        ) : null}
      </TableCell>
      <TableCell label={columns.joined} className={joinedClasses}>
        <Time at={member.joinedAt} style="day" />
      </TableCell>
      <TableCell label={columns.lastActive}>
        {member.lastActiveAt === null ? (
          <span className="text-muted">{texts.never}</span>
        ) : (
          <RelativeTime at={member.lastActiveAt} serverNow={now} />
        )}
      </TableCell>
      <TableCell label={columns.liveKeys}>
        <KeyCountLink
          count={member.liveKeys}
          teamSlug={page.team.slug}
          filter={{ owner: member.userId }}
          label={texts.keysOf(member.name, member.liveKeys)}
        />
      </TableCell>
      <ActionsCell>
        <MemberMenu member={member} viewer={viewer} onAction={onAction} />
      </ActionsCell>
    </TableRow>
  );
}

/** The actions for a member. Actions the viewer can't take are shown disabled, with the reason. */
function MemberMenu({
  member,
  viewer,
  onAction,
}: Omit<MemberRowProps, "page"> & Pick<SettingsPageData, "viewer">) {
  const trigger = useRef<HTMLButtonElement>(null);
  const isSelf = member.userId === viewer.userId;
  const isActive = member.status === "active";
  const item = (action: MemberAction, icon: ReactNode, isDangerous = false) => (
    <MenuItem
      icon={icon}
      isDangerous={isDangerous}
      disabledReason={findMemberDisabledReason(viewer, member, action)}
      onSelect={() => onAction(action, member, trigger.current)}
    >
      {texts.menu[action]}
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <IconButton ref={trigger} label={teamTexts.actionsFor(member.name)}>
          <Ellipsis />
        </IconButton>
      }
    >
      {item("role", <UserCog aria-hidden="true" />)}
      {isSelf || !isActive ? null : item("transfer", <Crown aria-hidden="true" />)}
      {isActive
        ? item("suspend", <UserX aria-hidden="true" />)
        : item("resume", <UserCheck aria-hidden="true" />)}
      <MenuSeparator />
      {isSelf
        ? item("leave", <LogOut aria-hidden="true" />, true)
        : item("remove", <UserMinus aria-hidden="true" />, true)}
    </Menu>
  );
}
