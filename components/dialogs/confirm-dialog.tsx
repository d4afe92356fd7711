"use client";

import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { ApiResult } from "../api-failure.ts";
import { DialogForm } from "./dialog-form.tsx";
import { ItemDialog } from "./item-dialog.tsx";

interface ConfirmDialogProps<Item, Data> {
  /** Null closes the dialog. */
  item: Item | null;
  title: (item: Item) => string;
  intro: string | ((item: Item) => string);
  submit: string;
  /** False if it gives something back. */
  isDangerous?: boolean;
  run: (item: Item) => Promise<ApiResult<Data>>;
  onClose: () => void;
  onDone: (data: Data, item: Item) => void;
  finalFocus: FinalFocus;
}

/** Asks for confirmation before a request, which is destructive by default. */
export function ConfirmDialog<Item, Data>(props: ConfirmDialogProps<Item, Data>) {
  const { intro, submit, isDangerous = true, run, onDone, ...dialog } = props;
  return (
    <ItemDialog {...dialog} isAlert description={(item) => (typeof intro === "string" ? intro : intro(item))}>
      {(item) => (
        <DialogForm
          submit={submit}
          isDangerous={isDangerous}
          run={() => run(item)}
          onDone={(data) => onDone(data, item)}
          onCancel={dialog.onClose}
        />
      )}
    </ItemDialog>
  );
}
