"use client";

import { useState } from "react";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { deleteTeam } from "./team-client.ts";
import { teamTexts } from "./texts.ts";

const texts = teamTexts.team;

interface DeleteTeamDialogProps {
  isOpen: boolean;
  team: { id: string; name: string };
  onClose: () => void;
  finalFocus: FinalFocus;
}

export function DeleteTeamDialog({ isOpen, team, onClose, finalFocus }: DeleteTeamDialogProps) {
  return (
    <Dialog
      isAlert
      isOpen={isOpen}
      onClose={onClose}
      title={texts.deleteTitle(team.name)}
      description={texts.dangerText}
      finalFocus={finalFocus}
    >
      <DeleteTeamForm team={team} onClose={onClose} />
    </Dialog>
  );
}

function DeleteTeamForm({ team, onClose }: Pick<DeleteTeamDialogProps, "team" | "onClose">) {
  const [typed, setTyped] = useState("");
  const [hasMismatch, setHasMismatch] = useState(false);
  const run = () => {
    const isMatching = typed.trim() === team.name;
    setHasMismatch(!isMatching);
    return isMatching ? deleteTeam(team.id) : null;
  };
  return (
    <DialogForm
      submit={texts.submitDelete}
      isDangerous
      run={run}
      onDone={() => location.assign("/")}
      onCancel={onClose}
    >
      <TextField
        label={
          <>
            {texts.typeName} <span className="[overflow-wrap:anywhere]">{team.name}</span>
          </>
        }
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={hasMismatch ? texts.mismatch : undefined}
      />
    </DialogForm>
  );
}
