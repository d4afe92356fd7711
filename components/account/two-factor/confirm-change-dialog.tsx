"use client";

import { useRef, useState } from "react";
import type { ApiResult } from "#components/api-failure.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { CurrentPasswordInput } from "#lib/contract/people/two-factor.ts";
import { CurrentPasswordField } from "../current-password-field.tsx";

interface ConfirmChangeDialogProps<Data> {
  isOpen: boolean;
  texts: { title: string; intro: string; submit: string };
  isDangerous?: boolean;
  email: string;
  hasPassword: boolean;
  send: (input: CurrentPasswordInput) => Promise<ApiResult<Data>>;
  onDone: (data: Data) => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Asks for the current password, if the account has one, before a change to two-factor authentication. */
export function ConfirmChangeDialog<Data>(props: ConfirmChangeDialogProps<Data>) {
  const { isOpen, texts, onClose, finalFocus, ...form } = props;
  const passwordRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.title}
      description={texts.intro}
      finalFocus={finalFocus}
      {...(form.hasPassword ? { initialFocus: passwordRef } : {})}
    >
      <ConfirmChangeForm {...form} submit={texts.submit} onClose={onClose} passwordRef={passwordRef} />
    </Dialog>
  );
}

type ConfirmChangeFormProps<Data> = Omit<
  ConfirmChangeDialogProps<Data>,
  "isOpen" | "texts" | "finalFocus"
> & { submit: string; passwordRef: React.RefObject<HTMLInputElement | null> };

/** Mounted only while the dialog is open, so that closing it discards the password. */
function ConfirmChangeForm<Data>(props: ConfirmChangeFormProps<Data>) {
  const { submit, isDangerous, email, hasPassword, send, onDone, onClose, passwordRef } = props;
  const [currentPassword, setCurrentPassword] = useState("");
  return (
    <DialogForm
      submit={submit}
      isDangerous={isDangerous ?? false}
      mustFinish
      fields={["currentPassword"]}
      run={() => send(hasPassword ? { currentPassword } : {})}
      onDone={onDone}
      onCancel={onClose}
    >
      {(errorOf) =>
        hasPassword ? (
          <CurrentPasswordField
            ref={passwordRef}
            email={email}
            value={currentPassword}
            onChange={setCurrentPassword}
            error={errorOf("currentPassword")}
          />
        ) : null
      }
    </DialogForm>
  );
}
