"use client";

import { useRef, useState } from "react";
import { PasswordField } from "#components/auth/password-field.tsx";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { Checkbox } from "#components/ui/form/checkbox.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { changePassword } from "./account-client.ts";
import { CurrentPasswordField } from "./current-password-field.tsx";
import { accountTexts } from "./texts.ts";

const texts = accountTexts.password;

interface ChangePasswordDialogProps {
  isOpen: boolean;
  /** Tells password managers which account the new password is for. */
  email: string;
  onClose: () => void;
  onDone: (endedSessions: number) => void;
  finalFocus: FinalFocus;
}

export function ChangePasswordDialog({ isOpen, finalFocus, ...form }: ChangePasswordDialogProps) {
  const currentRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={form.onClose}
      title={texts.title}
      description={texts.intro}
      initialFocus={currentRef}
      finalFocus={finalFocus}
    >
      <ChangePasswordForm {...form} currentRef={currentRef} />
    </Dialog>
  );
}

interface ChangePasswordFormProps extends Pick<ChangePasswordDialogProps, "email" | "onClose" | "onDone"> {
  currentRef: React.RefObject<HTMLInputElement | null>;
}

/** Mounted only while the dialog is open, so that closing it discards the passwords. */
function ChangePasswordForm({ email, currentRef, onClose, onDone }: ChangePasswordFormProps) {
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const [endOtherSessions, setEndOthers] = useState(true);
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields={["currentPassword", "newPassword"]}
      run={() => changePassword({ currentPassword, newPassword, endOtherSessions })}
      onDone={({ endedSessions }) => onDone(endedSessions)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <CurrentPasswordField
            ref={currentRef}
            email={email}
            value={currentPassword}
            onChange={setCurrent}
            error={errorOf("currentPassword")}
          />
          <PasswordField
            label={texts.next}
            name="newPassword"
            autoComplete="new-password"
            value={newPassword}
            onChange={(event) => setNew(event.target.value)}
            hint={texts.nextHint}
            error={errorOf("newPassword")}
            required
          />
          <Checkbox
            label={texts.endOthers}
            hint={texts.endOthersHint}
            checked={endOtherSessions}
            onChange={(event) => setEndOthers(event.target.checked)}
          />
        </>
      )}
    </DialogForm>
  );
}
