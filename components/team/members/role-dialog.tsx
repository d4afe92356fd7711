"use client";

import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { RoleChoice } from "#components/team/role-choice.tsx";
import { updateMember } from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { SettingsPageData } from "#components/team/view-data.ts";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { MemberDto } from "#lib/contract/people/members.ts";
import { roles } from "#lib/domain/rbac/roles.ts";

const texts = teamTexts.role;

interface RoleDialogProps {
  /** Null closes the dialog. */
  member: MemberDto | null;
  page: Pick<SettingsPageData, "team" | "viewer">;
  onClose: () => void;
  onDone: (message: string) => void;
  finalFocus: FinalFocus;
}

export function RoleDialog({ member, finalFocus, ...form }: RoleDialogProps) {
  return (
    <ItemDialog
      item={member}
      title={({ name }) => texts.title(name)}
      description={() => texts.intro}
      onClose={form.onClose}
      finalFocus={finalFocus}
    >
      {(shown) => <RoleForm {...form} member={shown} />}
    </ItemDialog>
  );
}

type RoleFormProps = Omit<RoleDialogProps, "member" | "finalFocus"> & { member: MemberDto };

function RoleForm({ member, page, onClose, onDone }: RoleFormProps) {
  const [role, setRole] = useState(member.role);
  return (
    <DialogForm
      submit={texts.submit}
      run={() => updateMember(page.team.id, member.id, { role })}
      onDone={(changed) => onDone(texts.done(changed.name, changed.role))}
      onCancel={onClose}
    >
      <RoleChoice viewer={page.viewer} choices={roles} value={role} onChange={setRole} />
    </DialogForm>
  );
}
