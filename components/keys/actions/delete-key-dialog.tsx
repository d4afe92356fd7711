"use client";

import { type FormEvent, useState } from "react";
import { type ApiFailure, findFieldError } from "#components/api-client.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { deleteKey } from "#components/keys/key-client.ts";
import type { KeyDialogProps } from "#components/keys/key-dialog.ts";
import { isInUse } from "#components/keys/key-state.ts";
import { UsageLine } from "#components/keys/usage/usage-line.tsx";
import { type LatestKey, useLatestKey } from "#components/keys/use-latest-key.ts";
import { Button } from "#components/ui/button/button.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { AlertDialog } from "#components/ui/overlay/alert-dialog.tsx";
import { DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const texts = keyActionTexts.delete;

interface DeleteKeyDialogProps extends KeyDialogProps {
  onDeleted: (key: KeyDto) => void;
  /** Disables the key instead, which can be undone. Undefined if the key can't be disabled. */
  onDisable: ((key: KeyDto) => void) | undefined;
}

export function DeleteKeyDialog({ keyDto, onClose, finalFocus, ...form }: DeleteKeyDialogProps) {
  const shown = useLast(keyDto);
  return (
    <AlertDialog
      isOpen={keyDto !== null}
      onClose={onClose}
      title={texts.title(shown?.name ?? "")}
      description={texts.intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <DeleteKeyForm {...form} key={shown.id} keyDto={shown} onCancel={onClose} />}
    </AlertDialog>
  );
}

interface DeleteKeyFormProps extends Pick<DeleteKeyDialogProps, "onDeleted" | "onDisable"> {
  keyDto: KeyDto;
  onCancel: () => void;
}

/** A key that couldn't be loaded is treated as in use. */
function mayBeInUse(now: LatestKey): boolean {
  return now.state === "unknown" || (now.state === "known" && isInUse(now.key, Date.parse(now.readAt)));
}

function DeleteKeyForm({ keyDto, onDeleted, onDisable, onCancel }: DeleteKeyFormProps) {
  const [reason, setReason] = useState("");
  const [typedName, setTypedName] = useState("");
  const [mismatch, setMismatch] = useState<string>();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const now = useLatestKey(keyDto, { refreshesOnReturn: false });
  const isLoading = now.state === "loading";
  const isNameRequired = mayBeInUse(now);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isLoading) return;
    if (isNameRequired && typedName.trim() !== keyDto.name) return setMismatch(texts.mismatch);
    setMismatch(undefined);
    setIsBusy(true);
    const result = await deleteKey(keyDto, reason.trim());
    setIsBusy(false);
    if (result.isOk) onDeleted(result.data);
    else setFailure(result.failure);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <UsageLine keyDto={now.state === "known" ? now.key : keyDto} isLoading={isLoading} />
        {isNameRequired ? (
          <TextField
            label={
              <>
                {texts.typeName}{" "}
                <span className="select-all font-mono [overflow-wrap:anywhere]">{keyDto.name}</span>
              </>
            }
            autoComplete="off"
            spellCheck={false}
            value={typedName}
            onChange={(event) => setTypedName(event.target.value)}
            error={mismatch}
          />
        ) : null}
        <TextField
          label={<OptionalLabel>{texts.reason}</OptionalLabel>}
          autoComplete="off"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={findFieldError(failure, "reason")}
        />
        <FormFailure failure={failure} fields={["reason"]} />
      </DialogBody>
      <DialogFooter>
        {onDisable === undefined ? null : (
          <Button variant="quiet" className="mr-auto -ml-3" onClick={() => onDisable(keyDto)}>
            {texts.disableInstead}
          </Button>
        )}
        <Button onClick={onCancel}>{dialogTexts.cancel}</Button>
        <Button type="submit" variant="danger" isBusy={isBusy} disabled={isLoading}>
          {texts.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
