"use client";

import { useState } from "react";
import { toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import { SelectField } from "#components/ui/form/select.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { ItemDialog } from "../dialogs/item-dialog.tsx";
import { isIdempotencyMismatch, useIdempotencyKey } from "../keys/use-idempotency-key.ts";
import type { Resource, ResourceFields, ResourceKind } from "./resource-kind.ts";
import { resourceTexts } from "./texts.ts";
import type { ResourcePageData } from "./view-data.ts";

interface ResourceFormDialogProps<Item extends Resource, Fields extends ResourceFields> {
  /** The resource to edit, or `new` to create one. Null while closed. */
  item: Item | "new" | null;
  kind: ResourceKind<Item, Fields>;
  page: Pick<ResourcePageData<Item>, "environments" | "team">;
  onClose: () => void;
  onSaved: (item: Item, isNew: boolean) => void;
  finalFocus: FinalFocus;
}

export function ResourceFormDialog<Item extends Resource, Fields extends ResourceFields>({
  item,
  finalFocus,
  ...form
}: ResourceFormDialogProps<Item, Fields>) {
  const { createTitle, editTitle } = form.kind.texts.form;
  return (
    <ItemDialog
      item={item}
      title={(shown) => (shown === "new" ? createTitle : editTitle)}
      onClose={form.onClose}
      finalFocus={finalFocus}
    >
      {(shown) => <ResourceForm {...form} item={shown === "new" ? null : shown} />}
    </ItemDialog>
  );
}

type ResourceFormProps<Item extends Resource, Fields extends ResourceFields> = Omit<
  ResourceFormDialogProps<Item, Fields>,
  "item" | "finalFocus"
> & { item: Item | null };

function ResourceForm<Item extends Resource, Fields extends ResourceFields>(
  props: ResourceFormProps<Item, Fields>,
) {
  const { item, kind, page, onClose, onSaved } = props;
  const [fields, setFields] = useState<Fields>(() =>
    item === null
      ? { ...kind.emptyFields, environment: page.environments[0]?.slug ?? "" }
      : kind.toFields(item),
  );
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();
  const change = (changes: Partial<Fields>) => setFields((current) => ({ ...current, ...changes }));
  const create = async () => {
    const result = await kind.create(page.team.id, fields, idempotencyKey);
    if (result.isOk || !isIdempotencyMismatch(result.failure)) return result;
    renewIdempotencyKey();
    return { ...result, failure: { ...result.failure, message: resourceTexts.repeated } };
  };
  const run = () => {
    if (item === null) return create();
    const { environment: _fixed, ...changes } = fields;
    return kind.update(item, changes);
  };
  return (
    <DialogForm
      submit={item === null ? kind.texts.form.submit : resourceTexts.save}
      fields={Object.keys(fields)}
      run={run}
      onDone={(saved) => onSaved(saved, item === null)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <kind.FormFields
          fields={fields}
          change={change}
          errorOf={errorOf}
          teamId={page.team.id}
          isNew={item === null}
          environmentField={
            item === null ? (
              <SelectField
                label={resourceTexts.columns.environment}
                value={fields.environment}
                onChange={(event) => setFields({ ...fields, environment: event.target.value })}
                options={page.environments.map(toEnvironmentOption)}
                hint={resourceTexts.environmentHint}
                error={errorOf("environment")}
              />
            ) : null
          }
        />
      )}
    </DialogForm>
  );
}
