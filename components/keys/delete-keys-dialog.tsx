"use client";

import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { OptionalLabel } from "#components/ui/optional-label.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { keyActionTexts } from "./action-texts.ts";
import { keyCallsTexts } from "./calls-texts.ts";
import { type KeysInUse, useKeysInUse } from "./use-keys-in-use.ts";

const texts = keyActionTexts.bulk;

interface DeleteKeysDialogProps {
  keys: readonly KeyDto[];
  isBusy: boolean;
  onCancel: () => void;
  onConfirm: (reason: string) => void;
  finalFocus: FinalFocus;
}

/** Of keys that cannot be looked up nobody knows that they are unused. */
function isNumberNeeded({ inUse, unread }: KeysInUse): boolean {
  return inUse + unread > 0;
}

/** How many of the keys something would miss. */
function InUse({ counts }: { counts: KeysInUse | null }) {
  if (counts !== null && !isNumberNeeded(counts)) return null;
  if (counts === null) {
    return (
      <p role="status" className="text-muted text-sm">
        {keyCallsTexts.usage.loadingAll}
      </p>
    );
  }
  return (
    <p role="status" className="flex gap-2 text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        {counts.inUse === 0 ? null : texts.inUse(counts.inUse)}{" "}
        {counts.unread === 0 ? null : texts.unread(counts.unread)}
      </span>
    </p>
  );
}

/** Asks once more, with the names; keys in use want their number typed, as one in use wants its name. */
export function DeleteKeysDialog({ keys, isBusy, onCancel, onConfirm, finalFocus }: DeleteKeysDialogProps) {
  const [shown] = useState(keys);
  const counts = useKeysInUse(shown);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [mismatch, setMismatch] = useState<string>();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (counts === null) return;
    if (isNumberNeeded(counts) && typed.trim() !== String(shown.length))
      return setMismatch(texts.mismatch(shown.length));
    setMismatch(undefined);
    onConfirm(reason.trim());
  };

  return (
    <AlertDialog
      isOpen
      onClose={onCancel}
      title={texts.deleteTitle(shown.length)}
      description={texts.deleteIntro}
      finalFocus={finalFocus}
    >
      <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
        <DialogBody>
          <ul className="max-h-40 overflow-y-auto rounded-md border px-3 py-2 text-sm">
            {shown.map(({ id, name, hint }) => (
              <li key={id} className="flex justify-between gap-3 py-0.5">
                <span className="min-w-0 truncate">{name}</span>
                <code className="shrink-0 font-mono text-muted text-xs leading-5">{hint}</code>
              </li>
            ))}
          </ul>
          <InUse counts={counts} />
          {counts === null || !isNumberNeeded(counts) ? null : (
            <TextField
              label={texts.typeCount(shown.length)}
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              error={mismatch}
            />
          )}
          <TextField
            label={<OptionalLabel>{keyActionTexts.delete.reason}</OptionalLabel>}
            autoComplete="off"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onCancel}>{dialogTexts.cancel}</Button>
          <Button type="submit" look="danger" isBusy={isBusy} disabled={counts === null}>
            {texts.deleteSubmit(shown.length)}
          </Button>
        </DialogFooter>
      </form>
    </AlertDialog>
  );
}
