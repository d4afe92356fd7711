"use client";

import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { signInAgain } from "#components/reauthentication/reauthentication-client.ts";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { accountTexts } from "./texts.ts";

const texts = accountTexts.security;

interface Linkable {
  id: string;
  label: string;
}

interface LinkProviderDialogProps {
  /** Null closes the dialog. */
  provider: Linkable | null;
  onClose: () => void;
  onDone: (provider: Linkable) => void;
  finalFocus: FinalFocus;
}

/** Opens the provider's window with a click of its own: browsers block windows that open later. */
export function LinkProviderDialog({ provider, onClose, onDone, finalFocus }: LinkProviderDialogProps) {
  return (
    <ItemDialog
      item={provider}
      title={({ label }) => texts.linkTitle(label)}
      description={({ label }) => texts.linkIntro(label)}
      onClose={onClose}
      finalFocus={finalFocus}
    >
      {(shown) => <LinkForm provider={shown} onClose={onClose} onDone={() => onDone(shown)} />}
    </ItemDialog>
  );
}

interface LinkFormProps {
  provider: Linkable;
  onClose: () => void;
  onDone: () => void;
}

function LinkForm({ provider, onClose, onDone }: LinkFormProps) {
  const [isWaiting, setIsWaiting] = useState(false);
  const start = () => {
    setIsWaiting(true);
    return signInAgain(provider.id, "link").finally(() => setIsWaiting(false));
  };
  return (
    <DialogForm submit={texts.linkSubmit(provider.label)} run={start} onDone={onDone} onCancel={onClose}>
      <p role="status" className="text-sm">
        {isWaiting ? texts.linkWaiting : texts.linkWindow(provider.label)}
      </p>
    </DialogForm>
  );
}
