"use client";

import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { DialogBody, DialogFooter, useDialogLock } from "#components/ui/overlay/dialog.tsx";
import { type ApiFailure, type ApiResult, findFieldError } from "../api-failure.ts";
import { useRequest } from "../use-request.ts";
import { FormFailure } from "./form-failure.tsx";
import { sendFromDialog } from "./send-from-dialog.ts";
import { dialogTexts } from "./texts.ts";

type FindError = (field: string) => string | undefined;

interface DialogFormProps<Data> {
  submit: string;
  isDangerous?: boolean;
  isDisabled?: boolean;
  /** Keeps the dialog open until the response arrives, because it contains a secret or can need another step. */
  mustFinish?: boolean;
  /** Fields that show their own errors, or `all` if the children show every failure. */
  fields?: readonly string[] | "all";
  /** Sends the request. Returns null if there is nothing to do, or if the form shows why it can't be sent. */
  run: () => Promise<ApiResult<Data> | null> | ApiResult<Data> | null;
  /** Also called if the dialog was closed before the response arrived. */
  onDone: (data: Data) => void;
  onCancel: () => void;
  /** An alternative at the start of the footer. */
  alternative?: ReactNode;
  children?: ReactNode | ((errorOf: FindError, failure: ApiFailure | null) => ReactNode);
}

/** Every dialog's form: sends one request, shows its progress and errors, and focuses the first field with an error. */
export function DialogForm<Data>(props: DialogFormProps<Data>) {
  const { submit: label, isDangerous, isDisabled, mustFinish = false, fields = [], children } = props;
  const form = useRef<HTMLFormElement>(null);
  const lock = useDialogLock();
  const { isBusy, result, run } = useRequest(() => {
    lock(mustFinish);
    return sendFromDialog({
      label,
      run: () => Promise.resolve(props.run()).finally(() => lock(false)),
      onDone: props.onDone,
      // A closed dialog stays mounted while it fades out.
      isOpen: () => !!form.current?.closest("[data-open]"),
    });
  });
  // Once the errors are rendered.
  useEffect(() => {
    if (result !== null) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [result]);
  // Hidden while busy, so that screen readers announce the same failure again.
  const failure = isBusy || result === null ? null : result.failure;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!(isBusy || isDisabled)) void run();
  };
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        {typeof children === "function"
          ? children((field) => findFieldError(failure, field), failure)
          : children}
        {fields === "all" ? null : <FormFailure failure={failure} fields={fields} />}
      </DialogBody>
      <DialogFooter>
        {props.alternative}
        <Button onClick={props.onCancel} disabled={mustFinish && isBusy}>
          {dialogTexts.cancel}
        </Button>
        <Button
          type="submit"
          variant={isDangerous ? "danger" : "primary"}
          isBusy={isBusy}
          disabled={isDisabled}
        >
          {label}
        </Button>
      </DialogFooter>
    </form>
  );
}
