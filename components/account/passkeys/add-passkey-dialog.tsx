"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { CreatedPasskeyDto } from "#lib/contract/people/passkeys.ts";
import { addPasskey } from "./passkey-client.ts";
import { passkeyTexts } from "./texts.ts";

const texts = passkeyTexts.create;

interface AddPasskeyDialogProps {
  isOpen: boolean;
  suggestedName: string;
  onDone: (created: CreatedPasskeyDto) => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Asks for a name, and then opens the browser's own dialog. */
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

/** Mounted only while the dialog is open, so that it opens with the suggested name. */
function AddPasskeyForm(props: AddPasskeyFormProps) {
  const { suggestedName, nameRef, onDone, onClose } = props;
  const [name, setName] = useState(suggestedName);
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields={["name"]}
      run={() => addPasskey(name)}
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
        </>
      )}
    </DialogForm>
  );
}
