"use client";

import { useRef, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Role } from "#lib/rbac/roles.ts";
import type { InvitationWithUrlDto } from "#lib/schemas/invitations.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { RoleChoice } from "./role-choice.tsx";
import { invite } from "./team-client.ts";
import { teamTexts } from "./texts.ts";
import type { SettingsPageData } from "./view-data.ts";

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
          <RoleChoice viewer={page.viewer} value={role} onChange={setRole} />
        </>
      )}
    </DialogForm>
  );
}
