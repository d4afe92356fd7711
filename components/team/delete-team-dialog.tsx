"use client";

import { useState } from "react";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { listContents } from "./list-contents.ts";
import { deleteTeam } from "./team-client.ts";
import { teamTexts } from "./texts.ts";
import type { TeamContents } from "./view-data.ts";

const texts = teamTexts.team;

interface DeleteTeamDialogProps {
  isOpen: boolean;
  team: { id: string; name: string };
  contents: TeamContents;
  onClose: () => void;
  finalFocus: FinalFocus;
}

export function DeleteTeamDialog({ isOpen, team, contents, onClose, finalFocus }: DeleteTeamDialogProps) {
  return (
    <Dialog
      isAlert
      isOpen={isOpen}
      onClose={onClose}
      title={texts.deleteTitle(team.name)}
      description={texts.deleteIntro}
      finalFocus={finalFocus}
    >
      <DeleteTeamForm team={team} contents={contents} onClose={onClose} />
    </Dialog>
  );
}

/** What goes with the team, and what stays. */
function Consequences({ contents }: { contents: TeamContents }) {
  const { ends, removed } = listContents(contents);
  return (
    <div className="flex flex-col gap-2 text-sm">
      <ul className="list-disc space-y-1 pl-5">
        {ends.map((text) => (
          <li key={text}>{text}</li>
        ))}
        <li>{texts.removed(removed)}</li>
      </ul>
      <p className="text-muted">{texts.stays}</p>
    </div>
  );
}

function DeleteTeamForm({ team, contents, onClose }: Omit<DeleteTeamDialogProps, "isOpen" | "finalFocus">) {
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
      <Consequences contents={contents} />
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
