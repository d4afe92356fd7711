"use client";

import { useRef, useState } from "react";
import { changeEmail } from "#components/account/account-client.ts";
import { accountTexts } from "#components/account/texts.ts";
import type { AccountData } from "#components/account/view-data.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";

const texts = accountTexts.email;

interface ChangeEmailDialogProps {
  isOpen: boolean;
  account: Pick<AccountData, "canMail">;
  onClose: () => void;
  onDone: (change: EmailChangeDto) => void;
  finalFocus: FinalFocus;
}

export function ChangeEmailDialog({ isOpen, finalFocus, ...form }: ChangeEmailDialogProps) {
  const emailRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={form.onClose}
      title={texts.title}
      description={form.account.canMail ? texts.intro : texts.introWithoutMail}
      initialFocus={emailRef}
      finalFocus={finalFocus}
    >
      <ChangeEmailForm {...form} emailRef={emailRef} />
    </Dialog>
  );
}

interface ChangeEmailFormProps extends Omit<ChangeEmailDialogProps, "isOpen" | "finalFocus"> {
  emailRef: React.RefObject<HTMLInputElement | null>;
}

/** Mounted only while the dialog is open, so that closing it discards what was typed. */
function ChangeEmailForm({ emailRef, onClose, onDone }: ChangeEmailFormProps) {
  const [email, setEmail] = useState("");
  return (
    <DialogForm
      submit={texts.submit}
      fields={["email"]}
      run={() => changeEmail({ email: email.trim() })}
      onDone={onDone}
      onCancel={onClose}
    >
      {(errorOf) => (
        <TextField
          ref={emailRef}
          label={texts.field}
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={errorOf("email")}
          required
        />
      )}
    </DialogForm>
  );
}
