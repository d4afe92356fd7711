"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import { type ApiFailure, type ApiResult, findFieldError } from "../api-client.ts";
import { FormFailure } from "./form-failure.tsx";
import { dialogTexts } from "./texts.ts";

interface DialogFormProps<Data> {
  submit: string;
  isDangerous?: boolean;
  /** Fields that show their own errors. */
  fields?: readonly string[];
  /** Sends the request. Returns null if the input is invalid and the form shows why. */
  run: () => Promise<ApiResult<Data>> | null;
  onDone: (data: Data) => void;
  onCancel: () => void;
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
}

/** A dialog's form: sends one request, shows its progress, and shows errors next to their fields. */
export function DialogForm<Data>(props: DialogFormProps<Data>) {
  const { submit: label, isDangerous = false, fields = [], run, onDone, onCancel, children } = props;
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const request = run();
    if (request === null) return;
    setIsBusy(true);
    const result = await request;
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
        <Button type="submit" variant={isDangerous ? "danger" : "primary"} isBusy={isBusy}>
          {label}
        </Button>
      </DialogFooter>
    </form>
  );
}
