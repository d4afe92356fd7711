"use client";

import { AlertDialog } from "#components/ui/overlay/alert-dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { ApiResult } from "../api-client.ts";
import { DialogForm } from "./dialog-form.tsx";

interface ConfirmDialogProps<Item, Data> {
  /** Null closes the dialog. */
  item: Item | null;
  title: (item: Item) => string;
  intro: string;
  submit: string;
  run: (item: Item) => Promise<ApiResult<Data>>;
  onClose: () => void;
  onDone: (data: Data, item: Item) => void;
  finalFocus: FinalFocus;
}

/** Asks for confirmation before a destructive request. */
export function ConfirmDialog<Item, Data>(props: ConfirmDialogProps<Item, Data>) {
  const { item, title, intro, submit, run, onClose, onDone, finalFocus } = props;
  const shown = useLast(item);
  return (
    <AlertDialog
      isOpen={item !== null}
      onClose={onClose}
      title={shown === null ? "" : title(shown)}
      description={intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : (
        <DialogForm
          submit={submit}
          isDangerous
          run={() => run(shown)}
          onDone={(data) => onDone(data, shown)}
          onCancel={onClose}
        >
          {() => null}
        </DialogForm>
      )}
    </AlertDialog>
  );
}
