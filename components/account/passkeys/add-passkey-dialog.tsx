"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { CreatedPasskeyDto } from "#lib/contract/people/passkeys.ts";
import { CurrentPasswordField } from "../current-password-field.tsx";
import { addPasskey } from "./passkey-client.ts";
import { passkeyTexts } from "./texts.ts";

const texts = passkeyTexts.create;

interface AddPasskeyDialogProps {
  isOpen: boolean;
  suggestedName: string;
  email: string;
  hasPassword: boolean;
  onDone: (created: CreatedPasskeyDto) => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Asks for a name and the current password, and then opens the browser's own dialog. */
export function AddPasskeyDialog({ isOpen, finalFocus, ...form }: AddPasskeyDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={form.onClose}
      title={texts.title}
      description={texts.intro}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <AddPasskeyForm {...form} nameRef={nameRef} />
    </Dialog>
  );
}

interface AddPasskeyFormProps extends Omit<AddPasskeyDialogProps, "isOpen" | "finalFocus"> {
  nameRef: React.RefObject<HTMLInputElement | null>;
}

/** Mounted only while the dialog is open, so that closing it discards the password. */
function AddPasskeyForm(props: AddPasskeyFormProps) {
  const { suggestedName, email, hasPassword, nameRef, onDone, onClose } = props;
  const [name, setName] = useState(suggestedName);
  const [currentPassword, setCurrentPassword] = useState("");
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields={["name", "currentPassword"]}
      run={() => addPasskey(name, hasPassword ? { currentPassword } : {})}
      onDone={onDone}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <TextField
            ref={nameRef}
            label={texts.name}
            name="name"
            autoComplete="off"
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
            hint={texts.nameHint}
            error={errorOf("name")}
            required
          />
          {hasPassword ? (
            <CurrentPasswordField
              email={email}
              value={currentPassword}
              onChange={setCurrentPassword}
              error={errorOf("currentPassword")}
            />
          ) : null}
        </>
      )}
    </DialogForm>
  );
}
