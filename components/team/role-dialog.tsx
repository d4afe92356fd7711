"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { MemberDto } from "#lib/schemas/members.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { RoleChoice } from "./role-choice.tsx";
import { updateMember } from "./team-client.ts";
import { teamTexts } from "./texts.ts";
import type { SettingsPageData } from "./view-data.ts";

const texts = teamTexts.role;

interface RoleDialogProps {
  /** Null closes the dialog. */
  member: MemberDto | null;
  page: Pick<SettingsPageData, "team" | "viewer">;
  onClose: () => void;
  onDone: (message: string) => void;
  finalFocus: FinalFocus;
}

export function RoleDialog({ member, page, onClose, onDone, finalFocus }: RoleDialogProps) {
  const shown = useLast(member);
  return (
    <Dialog
      isOpen={member !== null}
      onClose={onClose}
      title={texts.title(shown?.name ?? "")}
      description={texts.intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <RoleForm member={shown} page={page} onClose={onClose} onDone={onDone} />}
    </Dialog>
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
      {() => <RoleChoice viewer={page.viewer} value={role} onChange={setRole} />}
    </DialogForm>
  );
}
