"use client";

import { Ellipsis, RotateCw, Trash2 } from "lucide-react";
import { useRef } from "react";
import { teamTexts } from "#components/team/texts.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { ActionsCell, type Column, Table, TableCell, TableRow } from "#components/ui/display/table.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import type { InvitationDto } from "#lib/contract/people/invitations.ts";

const texts = teamTexts.invitations;

const columns: readonly Column[] = [
  { key: "email", label: texts.columns.email },
  { key: "role", label: texts.columns.role },
  { key: "invitedBy", label: texts.columns.invitedBy },
  { key: "expires", label: texts.columns.expires },
  { key: "actions", label: texts.columns.actions, isLabelHidden: true, isPinned: true },
];

interface InvitationsSectionProps {
  invitations: readonly InvitationDto[];
  canWrite: boolean;
  onResend: (invitation: InvitationDto, opener: HTMLElement | null) => void;
  onWithdraw: (invitation: InvitationDto) => void;
}

/** The open and expired invitations. Hidden if there are none. */
export function InvitationsSection({ invitations, ...row }: InvitationsSectionProps) {
  if (invitations.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="mb-3 font-semibold text-base">{texts.title}</h2>
      <Table label={texts.table} columns={columns}>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} {...row} />
        ))}
      </Table>
    </section>
  );
}

type InvitationRowProps = Omit<InvitationsSectionProps, "invitations"> & { invitation: InvitationDto };

function InvitationRow({ invitation, canWrite, onResend, onWithdraw }: InvitationRowProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const disabledReason = canWrite ? undefined : teamTexts.notYourRole;
  return (
    <TableRow>
      <TableCell className="max-sm:-order-2 max-sm:col-span-2 max-sm:pr-10">
        <span className="font-medium [overflow-wrap:anywhere]">{invitation.email}</span>
      </TableCell>
      <TableCell label={texts.columns.role}>{teamTexts.roles[invitation.role]}</TableCell>
      <TableCell label={texts.columns.invitedBy}>{invitation.invitedBy.name}</TableCell>
      <TableCell label={texts.columns.expires}>
        {invitation.status === "expired" ? (
          <Badge tone="warn">{texts.expired}</Badge>
        ) : (
          <Time at={invitation.expiresAt} style="day" />
        )}
      </TableCell>
      <ActionsCell>
        <Menu
          trigger={
            <IconButton ref={trigger} label={teamTexts.actionsFor(invitation.email)}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem
            icon={<RotateCw aria-hidden="true" />}
            disabledReason={disabledReason}
            onSelect={() => onResend(invitation, trigger.current)}
          >
            {texts.menu.resend}
          </MenuItem>
          <MenuItem
            icon={<Trash2 aria-hidden="true" />}
            isDangerous
            disabledReason={disabledReason}
            onSelect={() => onWithdraw(invitation)}
          >
            {texts.menu.withdraw}
          </MenuItem>
        </Menu>
      </ActionsCell>
    </TableRow>
  );
}
