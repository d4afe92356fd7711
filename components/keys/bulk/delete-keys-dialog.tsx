"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { keyUsageTexts } from "#components/keys/usage/usage-texts.ts";
import { type KeysInUse, useKeysInUse } from "#components/keys/usage/use-keys-in-use.ts";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { KeysList } from "./keys-list.tsx";

const texts = keyActionTexts.bulk;

interface DeleteKeysDialogProps {
  keys: readonly KeyDto[];
  onCancel: () => void;
  /** Deletes the keys and closes the dialog. */
  onConfirm: (reason: string) => Promise<void>;
  finalFocus: FinalFocus;
}

/** Keys that couldn't be checked are treated as in use. */
function isCountRequired({ inUse, unknown }: KeysInUse): boolean {
  return inUse + unknown > 0;
}

/** Warns about keys that were used recently. */
function UsageWarning({ counts }: { counts: KeysInUse | null }) {
  if (counts !== null && !isCountRequired(counts)) return null;
  if (counts === null) {
    return (
      <p role="status" className="text-muted text-sm">
        {keyUsageTexts.usage.loading}
      </p>
    );
  }
  return (
    <p role="status" className="flex gap-2 text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        {counts.inUse === 0 ? null : texts.inUse(counts.inUse)}{" "}
        {counts.unknown === 0 ? null : texts.unknown(counts.unknown)}
      </span>
    </p>
  );
}

/** Lists the keys for confirmation. If any is in use, the number of keys has to be typed. */
export function DeleteKeysDialog({ keys, onCancel, onConfirm, finalFocus }: DeleteKeysDialogProps) {
  const [shown] = useState(keys);
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onCancel}
      title={texts.deleteTitle(shown.length)}
      description={texts.deleteIntro}
      finalFocus={finalFocus}
    >
      <DeleteKeysForm keys={shown} onCancel={onCancel} onConfirm={onConfirm} />
    </Dialog>
  );
}

function DeleteKeysForm({ keys, onCancel, onConfirm }: Omit<DeleteKeysDialogProps, "finalFocus">) {
  const counts = useKeysInUse(keys);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [mismatch, setMismatch] = useState<string>();
  const isTypingRequired = counts !== null && isCountRequired(counts);

  const run = async () => {
    const isMatching = !isTypingRequired || typed.trim() === String(keys.length);
    setMismatch(isMatching ? undefined : texts.mismatch(keys.length));
    if (isMatching) await onConfirm(reason.trim());
    return null;
  };

  return (
    <DialogForm
      submit={texts.deleteSubmit(keys.length)}
      isDangerous
      isDisabled={counts === null}
      run={run}
      onDone={() => undefined}
      onCancel={onCancel}
    >
      <KeysList keys={keys} />
      <UsageWarning counts={counts} />
      {isTypingRequired ? (
        <TextField
          label={texts.typeCount(keys.length)}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={mismatch}
        />
      ) : null}
      <TextField
        label={<OptionalLabel>{keyActionTexts.delete.reason}</OptionalLabel>}
        autoComplete="off"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </DialogForm>
  );
}
