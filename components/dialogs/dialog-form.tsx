"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import { type ApiFailure, type ApiResult, findFieldError } from "../api-client.ts";
import { FormFailure } from "./form-failure.tsx";
import { dialogTexts } from "./texts.ts";

interface DialogFormProps<Data> {
  submit: string;
  isDangerous?: boolean;
  /** Fields that show their own part of a failure. */
  fields?: readonly string[];
  /** Runs the call; null: something is to be mended first, and the form says what. */
  run: () => Promise<ApiResult<Data>> | null;
  onDone: (data: Data) => void;
  onCancel: () => void;
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
}

/** The form of a dialog: one call, its progress, and what went wrong beside the field it is about. */
export function DialogForm<Data>(props: DialogFormProps<Data>) {
  const { submit: label, isDangerous = false, fields = [], run, onDone, onCancel, children } = props;
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const call = run();
    if (call === null) return;
    setIsBusy(true);
    const result = await call;
    setIsBusy(false);
    if (result.isOk) onDone(result.data);
    else setFailure(result.failure);
  };
  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        {children((field) => findFieldError(failure, field))}
        <FormFailure failure={failure} fields={fields} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{dialogTexts.cancel}</Button>
        <Button type="submit" look={isDangerous ? "danger" : "primary"} isBusy={isBusy}>
          {label}
        </Button>
      </DialogFooter>
    </form>
  );
}
