"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import { renamePasskey } from "./passkey-client.ts";
import { passkeyTexts } from "./texts.ts";

const texts = passkeyTexts.changeName;

interface RenamePasskeyDialogProps {
  /** Null while closed. */
  passkey: PasskeyDto | null;
  onDone: () => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

export function RenamePasskeyDialog({ passkey, onDone, onClose, finalFocus }: RenamePasskeyDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={passkey !== null}
      onClose={onClose}
      title={texts.title}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      {passkey === null ? null : (
        <RenameForm passkey={passkey} onDone={onDone} onClose={onClose} nameRef={nameRef} />
      )}
    </Dialog>
  );
}

interface RenameFormProps extends Pick<RenamePasskeyDialogProps, "onDone" | "onClose"> {
  passkey: PasskeyDto;
  nameRef: React.RefObject<HTMLInputElement | null>;
}

function RenameForm({ passkey, onDone, onClose, nameRef }: RenameFormProps) {
  const [name, setName] = useState(passkey.name);
  return (
    <DialogForm
      submit={texts.submit}
      fields={["name"]}
      run={() => renamePasskey(passkey.id, name)}
      onDone={onDone}
      onCancel={onClose}
    >
      {(errorOf) => (
        <TextField
          ref={nameRef}
          label={passkeyTexts.create.name}
          name="name"
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={errorOf("name")}
          required
        />
      )}
    </DialogForm>
  );
}
