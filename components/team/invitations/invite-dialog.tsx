"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { RoleChoice } from "#components/team/role-choice.tsx";
import { invite } from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { SettingsPageData } from "#components/team/view-data.ts";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { InvitationWithUrlDto } from "#lib/contract/people/invitations.ts";
import { type Role, roles } from "#lib/domain/rbac/roles.ts";

const texts = teamTexts.invite;

interface InviteDialogProps {
  isOpen: boolean;
  page: Pick<SettingsPageData, "team" | "viewer">;
  onClose: () => void;
  onInvited: (invitation: InvitationWithUrlDto) => void;
  finalFocus: FinalFocus;
}

export function InviteDialog({ isOpen, page, onClose, onInvited, finalFocus }: InviteDialogProps) {
  const emailRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.title}
      description={texts.intro}
      initialFocus={emailRef}
      finalFocus={finalFocus}
    >
      <InviteForm page={page} emailRef={emailRef} onClose={onClose} onInvited={onInvited} />
    </Dialog>
  );
}

interface InviteFormProps extends Omit<InviteDialogProps, "isOpen" | "finalFocus"> {
  emailRef: React.RefObject<HTMLInputElement | null>;
}

/** Mounted only while the dialog is open, so that closing it discards the input. */
function InviteForm({ page, emailRef, onClose, onInvited }: InviteFormProps) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("developer");
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields={["email"]}
      run={() => invite(page.team.id, { email: email.trim(), role })}
      onDone={onInvited}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <TextField
            ref={emailRef}
            label={texts.email}
            type="email"
            autoComplete="off"
            placeholder={texts.placeholder}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={errorOf("email")}
            required
          />
          <RoleChoice viewer={page.viewer} choices={roles} value={role} onChange={setRole} />
        </>
      )}
    </DialogForm>
  );
}
