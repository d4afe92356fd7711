"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { type ApiFailure, findFieldError } from "../api-client.ts";
import { FormFailure } from "./form-failure.tsx";
import { updateKey } from "./key-client.ts";
import { OptionalLabel } from "./optional-label.tsx";
import { keyTexts } from "./texts.ts";

export interface KeyDialogProps {
  /** Null: closed. */
  keyDto: KeyDto | null;
  onClose: () => void;
  finalFocus: FinalFocus;
}

interface EditKeyDialogProps extends KeyDialogProps {
  onSaved: (key: KeyDto) => void;
}

export function EditKeyDialog({ keyDto, onClose, onSaved, finalFocus }: EditKeyDialogProps) {
  const shown = useLast(keyDto);
  return (
    <Dialog isOpen={keyDto !== null} onClose={onClose} title={keyTexts.edit.title} finalFocus={finalFocus}>
      {shown === null ? null : <EditKeyForm keyDto={shown} onCancel={onClose} onSaved={onSaved} />}
    </Dialog>
  );
}

interface EditKeyFormProps {
  keyDto: KeyDto;
  onCancel: () => void;
  onSaved: (key: KeyDto) => void;
}

function EditKeyForm({ keyDto, onCancel, onSaved }: EditKeyFormProps) {
  const [name, setName] = useState(keyDto.name);
  const [description, setDescription] = useState(keyDto.description);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsBusy(true);
    const result = await updateKey(keyDto, { name, description });
    setIsBusy(false);
    if (result.isOk) onSaved(result.data);
    else setFailure(result.failure);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <TextField
          label={keyTexts.create.name}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={findFieldError(failure, "name")}
          required
        />
        <TextArea
          label={<OptionalLabel>{keyTexts.create.description}</OptionalLabel>}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
          error={findFieldError(failure, "description")}
        />
        <FormFailure failure={failure} fields={["name", "description"]} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{keyTexts.create.cancel}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {keyTexts.edit.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}
