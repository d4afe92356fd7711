"use client";

import { useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { CreatedProvisioningTokenDto } from "#lib/contract/instance/provisioning.ts";
import { createProvisioningToken } from "./provisioning-client.ts";
import { provisioningTexts } from "./texts.ts";

const texts = provisioningTexts.createToken;

interface CreateTokenDialogProps {
  isOpen: boolean;
  onClose: () => void;
  onCreated: (token: CreatedProvisioningTokenDto) => void;
  finalFocus: FinalFocus;
}

export function CreateTokenDialog({ isOpen, onClose, onCreated, finalFocus }: CreateTokenDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.title}
      description={texts.intro}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <CreateTokenForm nameRef={nameRef} onClose={onClose} onCreated={onCreated} />
    </Dialog>
  );
}

interface CreateTokenFormProps extends Pick<CreateTokenDialogProps, "onClose" | "onCreated"> {
  nameRef: React.RefObject<HTMLInputElement | null>;
}

/** Mounted only while the dialog is open, so that closing it discards the input. */
function CreateTokenForm({ nameRef, onClose, onCreated }: CreateTokenFormProps) {
  const [name, setName] = useState("");
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields={["name"]}
      run={() => createProvisioningToken(name.trim())}
      onDone={onCreated}
      onCancel={onClose}
    >
      {(errorOf) => (
        <TextField
          ref={nameRef}
          label={texts.name}
          autoComplete="off"
          placeholder={texts.placeholder}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={errorOf("name")}
          required
        />
      )}
    </DialogForm>
  );
}
