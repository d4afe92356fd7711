"use client";

import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { RoleChoice } from "#components/team/role-choice.tsx";
import type { SettingsPageData } from "#components/team/view-data.ts";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { type GroupDto, groupRoles } from "#lib/contract/people/groups.ts";
import { createGroup, updateGroup } from "./group-client.ts";
import { groupTexts } from "./texts.ts";

const texts = groupTexts.form;

interface GroupDialogProps {
  /** `new` adds one. Null closes the dialog. */
  group: GroupDto | "new" | null;
  page: Pick<SettingsPageData, "team" | "viewer">;
  onClose: () => void;
  onSaved: (group: GroupDto, isNew: boolean) => void;
  finalFocus: FinalFocus;
}

export function GroupDialog({ group, finalFocus, ...form }: GroupDialogProps) {
  return (
    <ItemDialog
      item={group}
      title={(item) => (item === "new" ? texts.addTitle : texts.changeTitle(item.groupName))}
      description={(item) => (item === "new" ? texts.addIntro : texts.changeIntro)}
      onClose={form.onClose}
      finalFocus={finalFocus}
    >
      {(item) => <GroupForm {...form} group={item === "new" ? null : item} />}
    </ItemDialog>
  );
}

interface GroupFormProps extends Omit<GroupDialogProps, "group" | "finalFocus"> {
  /** Null for a new one. */
  group: GroupDto | null;
}

function GroupForm({ group, page, onClose, onSaved }: GroupFormProps) {
  const [groupName, setGroupName] = useState("");
  const [role, setRole] = useState<GroupDto["role"]>(group?.role ?? "developer");
  const teamId = page.team.id;
  return (
    <DialogForm
      submit={group === null ? texts.addSubmit : texts.changeSubmit}
      fields={["groupName"]}
      run={() =>
        group === null
          ? createGroup(teamId, { groupName: groupName.trim(), role })
          : updateGroup(teamId, group.id, { role })
      }
      onDone={(saved) => onSaved(saved, group === null)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          {group === null ? (
            <TextField
              label={texts.name}
              autoComplete="off"
              spellCheck={false}
              autoCapitalize="none"
              value={groupName}
              onChange={(event) => setGroupName(event.target.value)}
              hint={texts.nameHint}
              error={errorOf("groupName")}
              required
            />
          ) : null}
          <RoleChoice viewer={page.viewer} choices={groupRoles} value={role} onChange={setRole} />
        </>
      )}
    </DialogForm>
  );
}
