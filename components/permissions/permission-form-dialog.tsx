"use client";

import { useState } from "react";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { createPermissionSchema, type PermissionDto } from "#lib/contract/keys/permissions.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { ItemDialog } from "../dialogs/item-dialog.tsx";
import { createPermission, updatePermission } from "./permission-client.ts";
import { permissionTexts } from "./texts.ts";

const texts = permissionTexts.form;

interface PermissionFormDialogProps {
  /** `new` adds a permission. Null closes the dialog. */
  permission: PermissionDto | "new" | null;
  teamId: string;
  onClose: () => void;
  onSaved: (permission: PermissionDto, isNew: boolean) => void;
  finalFocus: FinalFocus;
}

export function PermissionFormDialog({ permission, finalFocus, ...form }: PermissionFormDialogProps) {
  return (
    <ItemDialog
      item={permission}
      title={(shown) => (shown === "new" ? texts.createTitle : texts.editTitle(shown.name))}
      onClose={form.onClose}
      finalFocus={finalFocus}
    >
      {(shown) => <PermissionForm {...form} permission={shown === "new" ? null : shown} />}
    </ItemDialog>
  );
}

interface PermissionFormProps extends Omit<PermissionFormDialogProps, "permission" | "finalFocus"> {
  permission: PermissionDto | null;
}

/** Applies the server's rule as soon as more typing can no longer make the name valid. */
function findNameProblem(name: string): string | undefined {
  if (!name.includes(":")) return undefined;
  const parsed = createPermissionSchema.shape.name.safeParse(name);
  return parsed.success || name.endsWith(":") ? undefined : parsed.error.issues[0]?.message;
}

function PermissionForm({ permission, teamId, onClose, onSaved }: PermissionFormProps) {
  const [name, setName] = useState(permission?.name ?? "");
  const [description, setDescription] = useState(permission?.description ?? "");
  const run = () =>
    permission?.id
      ? updatePermission(teamId, permission.id, description)
      : createPermission(teamId, { name: name.trim(), description });
  return (
    <DialogForm
      submit={permission === null ? texts.create : texts.save}
      fields={["name", "description"]}
      run={run}
      onDone={(saved) => onSaved(saved, permission === null)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          {permission === null ? (
            <TextField
              label={texts.name}
              placeholder={texts.placeholder}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
              value={name}
              onChange={(event) => setName(event.target.value)}
              hint={texts.nameHint}
              error={findNameProblem(name.trim()) ?? errorOf("name")}
              required
            />
          ) : null}
          <TextArea
            label={<OptionalLabel>{texts.description}</OptionalLabel>}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            error={errorOf("description")}
          />
        </>
      )}
    </DialogForm>
  );
}
