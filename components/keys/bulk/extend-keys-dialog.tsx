"use client";

import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { findExpiry, suggestExpiry } from "#components/keys/form/draft/expiry.ts";
import { ExpiryField } from "#components/keys/form/fields/expiry-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { KeysList } from "./keys-list.tsx";

const texts = keyActionTexts.bulk;

interface ExtendKeysDialogProps {
  keys: readonly KeyDto[];
  onCancel: () => void;
  /** Changes the keys and closes the dialog. ISO 8601, or null for never. */
  onConfirm: (expiresAt: string | null) => Promise<void>;
  finalFocus: FinalFocus;
}

/** Sets a later expiry for all selected keys. Keys that already expire later keep theirs. */
export function ExtendKeysDialog({ keys, onCancel, onConfirm, finalFocus }: ExtendKeysDialogProps) {
  // A refresh of the page must not change the list while the person reads it.
  const [shown] = useState(keys);
  const [expiry, setExpiry] = useState(() => suggestExpiry(undefined));
  const [error, setError] = useState<string>();
  const run = async () => {
    const end = findExpiry(expiry, Date.now());
    const problem = end === undefined ? texts.dateMissing : isPast(end) ? texts.datePast : undefined;
    setError(problem);
    if (problem === undefined) await onConfirm(end?.toISOString() ?? null);
    return null;
  };
  return (
    <Dialog
      isOpen
      onClose={onCancel}
      title={texts.extendTitle(shown.length)}
      description={texts.extendIntro}
      finalFocus={finalFocus}
    >
      <DialogForm submit={texts.extendSubmit} run={run} onDone={() => undefined} onCancel={onCancel}>
        <KeysList keys={shown} />
        {/* The keys can be of several environments, whose rules the server checks. */}
        <ExpiryField expiry={expiry} rules={undefined} error={error} onChange={setExpiry} />
      </DialogForm>
    </Dialog>
  );
}

function isPast(end: Date | null): boolean {
  return end !== null && end.getTime() <= Date.now();
}
