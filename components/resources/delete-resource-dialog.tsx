"use client";

import { type FormEvent, useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { ApiFailure, ApiResult } from "../api-client.ts";
import { FormFailure } from "../keys/form-failure.tsx";
import { resourceTexts } from "./texts.ts";

interface DeleteResourceDialogProps<Item> {
  /** Null: closed. */
  item: Item | null;
  title: (name: string) => string;
  /** What stops working with it. */
  consequence: string;
  submit: string;
  run: (item: Item) => Promise<ApiResult<Item>>;
  onClose: () => void;
  onDeleted: (item: Item) => void;
  finalFocus: FinalFocus;
}

export function DeleteResourceDialog<Item extends { name: string }>(props: DeleteResourceDialogProps<Item>) {
  const { item, title, consequence, onClose, finalFocus } = props;
  const shown = useLast(item);
  return (
    <AlertDialog
      isOpen={item !== null}
      onClose={onClose}
      title={title(shown?.name ?? "")}
      description={consequence}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <DeleteForm {...props} item={shown} />}
    </AlertDialog>
  );
}

function DeleteForm<Item>(props: DeleteResourceDialogProps<Item> & { item: Item }) {
  const { item, submit: label, run, onClose, onDeleted } = props;
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsBusy(true);
    const result = await run(item);
    setIsBusy(false);
    if (result.isOk) onDeleted(result.data);
    else setFailure(result.failure);
  };
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      {failure === null ? <div className="h-4" /> : null}
      {failure === null ? null : (
        <DialogBody>
          <FormFailure failure={failure} />
        </DialogBody>
      )}
      <DialogFooter>
        <Button onClick={onClose}>{resourceTexts.cancel}</Button>
        <Button type="submit" look="danger" isBusy={isBusy}>
          {label}
        </Button>
      </DialogFooter>
    </form>
  );
}
