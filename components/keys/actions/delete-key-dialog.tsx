"use client";

import { useEffect, useRef, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { deleteKey } from "#components/keys/key-client.ts";
import type { KeyDialogProps } from "#components/keys/key-dialog.ts";
import { isInUse } from "#components/keys/key-state.ts";
import { UsageLine } from "#components/keys/usage/usage-line.tsx";
import { type LatestKey, useLatestKey } from "#components/keys/use-latest-key.ts";
import { Button } from "#components/ui/button/button.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const texts = keyActionTexts.delete;

interface DeleteKeyDialogProps extends KeyDialogProps {
  onDeleted: (key: KeyDto) => void;
  /** Disables the key instead, which can be undone. Undefined if the key can't be disabled. */
  onDisable: ((key: KeyDto) => void) | undefined;
}

export function DeleteKeyDialog({ onDeleted, onDisable, ...dialog }: DeleteKeyDialogProps) {
  return (
    <ItemDialog {...dialog} isAlert title={({ name }) => texts.title(name)} description={() => texts.intro}>
      {(keyDto) => (
        <DeleteKeyForm
          key={keyDto.id}
          keyDto={keyDto}
          onDeleted={onDeleted}
          onDisable={onDisable}
          onCancel={dialog.onClose}
        />
      )}
    </ItemDialog>
  );
}

interface DeleteKeyFormProps extends Pick<DeleteKeyDialogProps, "onDeleted" | "onDisable"> {
  keyDto: KeyDto;
  onCancel: () => void;
}

/** A key that couldn't be loaded is treated as in use. */
function mayBeInUse(now: LatestKey): boolean {
  return (
    now.state === "unknown" || (now.state === "known" && isInUse(now.data.key, Date.parse(now.data.readAt)))
  );
}

function DeleteKeyForm({ keyDto, onDeleted, onDisable, onCancel }: DeleteKeyFormProps) {
  const [reason, setReason] = useState("");
  const [typedName, setTypedName] = useState("");
  const [mismatch, setMismatch] = useState<string>();
  const now = useLatestKey(keyDto, { refreshesOnReturn: false });
  const isLoading = now.state === "loading";
  const isNameRequired = mayBeInUse(now);

  const nameRef = useRef<HTMLInputElement>(null);
  const hasReason = useRef(false);
  // The name becomes required once the key's usage is known. Text that is being typed keeps the focus.
  useEffect(() => {
    if (isNameRequired && !hasReason.current) nameRef.current?.focus();
  }, [isNameRequired]);

  const run = () => {
    const isMatching = !isNameRequired || typedName.trim() === keyDto.name;
    setMismatch(isMatching ? undefined : texts.mismatch);
    return isMatching ? deleteKey(keyDto, reason.trim()) : null;
  };

  return (
    <DialogForm
      submit={texts.submit}
      isDangerous
      isDisabled={isLoading}
      fields={["reason"]}
      run={run}
      onDone={onDeleted}
      onCancel={onCancel}
      alternative={
        onDisable === undefined ? null : (
          <Button variant="quiet" className="mr-auto -ml-3" onClick={() => onDisable(keyDto)}>
            {texts.disableInstead}
          </Button>
        )
      }
    >
      {(errorOf) => (
        <>
          <UsageLine keyDto={now.state === "known" ? now.data.key : keyDto} isLoading={isLoading} />
          {isNameRequired ? (
            <TextField
              ref={nameRef}
              required
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
            onChange={(event) => {
              hasReason.current = event.target.value !== "";
              setReason(event.target.value);
            }}
            error={errorOf("reason")}
          />
        </>
      )}
    </DialogForm>
  );
}
