"use client";

import { useState } from "react";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { WorkerDto } from "#lib/contract/resources/workers.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { createIdempotencyKey } from "../keys/key-client.ts";
import { resourceTexts } from "../resources/texts.ts";
import type { ResourcePageData } from "../resources/view-data.ts";
import { workerTexts } from "./texts.ts";
import { createWorker, updateWorker, type WorkerFields } from "./worker-client.ts";

const texts = workerTexts.form;
const fieldNames = ["name", "environment", "description", "instructions"];

interface WorkerFormDialogProps {
  /** The worker to edit, or `new` to create one. Null while closed. */
  worker: WorkerDto | "new" | null;
  page: Pick<ResourcePageData<WorkerDto>, "environments" | "team">;
  onClose: () => void;
  onSaved: (worker: WorkerDto, isNew: boolean) => void;
  finalFocus: FinalFocus;
}

export function WorkerFormDialog({ worker, finalFocus, ...form }: WorkerFormDialogProps) {
  const shown = useLast(worker);
  return (
    <Dialog
      isOpen={worker !== null}
      onClose={form.onClose}
      title={shown === "new" ? texts.createTitle : texts.editTitle}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <WorkerForm {...form} worker={shown === "new" ? null : shown} />}
    </Dialog>
  );
}

function getInitialFields(worker: WorkerDto | null, environment: string): WorkerFields {
  if (worker === null) return { name: "", environment, description: "", instructions: "" };
  const { name, description, instructions } = worker;
  return { name, environment: worker.environment, description, instructions };
}

interface WorkerFormProps extends Omit<WorkerFormDialogProps, "worker" | "finalFocus"> {
  worker: WorkerDto | null;
}

/** Mounted only while the dialog is open, so its fields and Idempotency-Key don't outlive it. */
function WorkerForm({ page, worker, onClose, onSaved }: WorkerFormProps) {
  const [fields, setFields] = useState(() => getInitialFields(worker, page.environments[0]?.slug ?? ""));
  const [idempotencyKey] = useState(createIdempotencyKey);
  const change = (changes: Partial<WorkerFields>) => setFields((current) => ({ ...current, ...changes }));
  const run = () => {
    if (worker === null) return createWorker(page.team.id, fields, idempotencyKey);
    const { environment: _fixed, ...changes } = fields;
    return updateWorker(worker, changes);
  };
  return (
    <DialogForm
      submit={worker === null ? texts.submit : resourceTexts.save}
      fields={fieldNames}
      run={run}
      onDone={(saved) => onSaved(saved, worker === null)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <TextField
            label={texts.name}
            placeholder={texts.namePlaceholder}
            autoComplete="off"
            value={fields.name}
            onChange={(event) => change({ name: event.target.value })}
            error={errorOf("name")}
            required
          />
          {worker === null ? (
            <SelectField
              label={texts.environment}
              value={fields.environment}
              onChange={(event) => change({ environment: event.target.value })}
              options={page.environments.map(({ slug, label }) => ({ value: slug, label }))}
              hint={resourceTexts.environmentHint}
              error={errorOf("environment")}
            />
          ) : null}
          <TextArea
            label={<OptionalLabel>{texts.description}</OptionalLabel>}
            value={fields.description}
            onChange={(event) => change({ description: event.target.value })}
            error={errorOf("description")}
          />
          <TextArea
            rows={6}
            label={<OptionalLabel>{texts.instructions}</OptionalLabel>}
            value={fields.instructions}
            onChange={(event) => change({ instructions: event.target.value })}
            hint={texts.instructionsHint}
            error={errorOf("instructions")}
          />
        </>
      )}
    </DialogForm>
  );
}
