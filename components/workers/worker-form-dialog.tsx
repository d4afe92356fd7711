"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { WorkerDto } from "#lib/schemas/workers.ts";
import { type ApiFailure, findFieldError } from "../api-client.ts";
import { FormFailure } from "../keys/form-failure.tsx";
import { createIdempotencyKey } from "../keys/key-client.ts";
import { OptionalLabel } from "../keys/optional-label.tsx";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { workerTexts } from "./texts.ts";
import { createWorker, updateWorker, type WorkerFields } from "./worker-client.ts";

const texts = workerTexts.form;

interface WorkerFormProps {
  page: Pick<ResourcePageData<WorkerDto>, "environments" | "team">;
  /** Undefined: a new one. */
  worker: WorkerDto | undefined;
  onClose: () => void;
  onSaved: (worker: WorkerDto) => void;
}

interface WorkerFormDialogProps extends WorkerFormProps {
  isOpen: boolean;
  finalFocus: FinalFocus;
}

/** Creates a worker, or changes one. */
export function WorkerFormDialog({ isOpen, finalFocus, ...form }: WorkerFormDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={form.onClose}
      title={form.worker === undefined ? texts.createTitle : texts.editTitle}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <WorkerForm {...form} nameRef={nameRef} />
    </Dialog>
  );
}

function beginWith(worker: WorkerDto | undefined, environment: string | undefined): WorkerFields {
  if (worker === undefined) {
    return { name: "", environment: environment ?? "", description: "", instructions: "" };
  }
  const { name, description, instructions } = worker;
  return { name, environment: worker.environment, description, instructions };
}

/** Lives as long as the dialog is open: with it go what was typed and the Idempotency-Key. */
function WorkerForm(props: WorkerFormProps & { nameRef: React.RefObject<HTMLInputElement | null> }) {
  const { page, worker, onClose, onSaved, nameRef } = props;
  const [fields, setFields] = useState(() => beginWith(worker, page.environments[0]?.slug));
  const [idempotencyKey] = useState(createIdempotencyKey);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const change = (changes: Partial<WorkerFields>) => setFields((current) => ({ ...current, ...changes }));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsBusy(true);
    const { environment: _fixed, ...changes } = fields;
    const result = await (worker === undefined
      ? createWorker(page.team.id, fields, idempotencyKey)
      : updateWorker(worker, changes));
    setIsBusy(false);
    if (result.isOk) onSaved(result.data);
    else setFailure(result.failure);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <TextField
          ref={nameRef}
          label={texts.name}
          placeholder={texts.namePlaceholder}
          autoComplete="off"
          value={fields.name}
          onChange={(event) => change({ name: event.target.value })}
          error={findFieldError(failure, "name")}
          required
        />
        {worker === undefined ? (
          <SelectField
            label={texts.environment}
            value={fields.environment}
            onChange={(event) => change({ environment: event.target.value })}
            options={page.environments.map(({ slug, label }) => ({ value: slug, label }))}
            hint={resourceTexts.environmentHint}
            error={findFieldError(failure, "environment")}
          />
        ) : null}
        <WorkerTextFields {...{ fields, failure, change }} />
        <FormFailure failure={failure} fields={["name", "environment", "description", "instructions"]} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{resourceTexts.cancel}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {worker === undefined ? texts.submit : resourceTexts.save}
        </Button>
      </DialogFooter>
    </form>
  );
}

interface WorkerTextFieldsProps {
  fields: WorkerFields;
  failure: ApiFailure | null;
  change: (changes: Partial<WorkerFields>) => void;
}

function WorkerTextFields({ fields, failure, change }: WorkerTextFieldsProps) {
  return (
    <>
      <TextArea
        label={<OptionalLabel>{texts.description}</OptionalLabel>}
        value={fields.description}
        onChange={(event) => change({ description: event.target.value })}
        error={findFieldError(failure, "description")}
      />
      <TextArea
        rows={6}
        label={<OptionalLabel>{texts.instructions}</OptionalLabel>}
        value={fields.instructions}
        onChange={(event) => change({ instructions: event.target.value })}
        hint={texts.instructionsHint}
        error={findFieldError(failure, "instructions")}
      />
    </>
  );
}
