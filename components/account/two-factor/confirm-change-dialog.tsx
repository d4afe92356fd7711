"use client";

import type { ApiResult } from "#components/api-failure.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";

interface ConfirmChangeDialogProps<Data> {
  isOpen: boolean;
  texts: { title: string; intro: string; submit: string };
  isDangerous?: boolean;
  send: () => Promise<ApiResult<Data>>;
  onDone: (data: Data) => void;
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Explains a change to two-factor authentication before it is made. */
export function ConfirmChangeDialog<Data>(props: ConfirmChangeDialogProps<Data>) {
  const { isOpen, texts, isDangerous = false, send, onDone, onClose, finalFocus } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.title}
      description={texts.intro}
      finalFocus={finalFocus}
    >
      <DialogForm
        submit={texts.submit}
        isDangerous={isDangerous}
        mustFinish
        run={send}
        onDone={onDone}
        onCancel={onClose}
      />
    </Dialog>
  );
}
