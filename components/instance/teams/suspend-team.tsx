"use client";

import { CirclePause, CirclePlay } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import type { InstanceTeamDto } from "#lib/contract/instance/teams.ts";
import { setTeamStatus } from "../instance-client.ts";
import { instanceTexts } from "../texts.ts";

const { suspend, resume } = instanceTexts.team;

type Team = Pick<InstanceTeamDto, "id" | "name" | "suspendedAt">;

type Open = { kind: "suspend" | "resume" };

/** Suspends the team or reinstates it. Each asks for confirmation. */
export function SuspendTeam({ team }: { team: Team }) {
  const dialogs = useDialogs<Open>();
  const { open, anchorRef, close, closeWithMessage, finalFocus } = dialogs;
  const kind = team.suspendedAt === null ? "suspend" : "resume";
  const Icon = kind === "suspend" ? CirclePause : CirclePlay;
  return (
    <>
      <Button ref={anchorRef} className="h-9" onClick={() => dialogs.show({ kind }, anchorRef.current)}>
        <Icon aria-hidden="true" />
        {instanceTexts.team[kind].button}
      </Button>
      <ItemDialog
        item={open?.kind === "suspend" ? team : null}
        isAlert
        title={({ name }) => suspend.title(name)}
        description={() => suspend.intro}
        onClose={close}
        finalFocus={finalFocus}
      >
        {(shown) => (
          <SuspendForm
            team={shown}
            onDone={() => closeWithMessage(suspend.done(shown.name))}
            onCancel={close}
          />
        )}
      </ItemDialog>
      <ConfirmDialog
        item={open?.kind === "resume" ? team : null}
        title={({ name }) => resume.title(name)}
        intro={resume.intro}
        submit={resume.submit}
        isDangerous={false}
        run={({ id }) => setTeamStatus(id, { status: "active" })}
        onDone={(_, { name }) => closeWithMessage(resume.done(name))}
        onClose={close}
        finalFocus={finalFocus}
      />
    </>
  );
}

interface SuspendFormProps {
  team: Team;
  onDone: () => void;
  onCancel: () => void;
}

function SuspendForm({ team, onDone, onCancel }: SuspendFormProps) {
  const [reason, setReason] = useState("");
  return (
    <DialogForm
      submit={suspend.submit}
      isDangerous
      fields={["reason"]}
      run={() => setTeamStatus(team.id, { status: "suspended", reason })}
      onDone={onDone}
      onCancel={onCancel}
    >
      {(errorOf) => (
        <TextArea
          label={<OptionalLabel>{suspend.reason}</OptionalLabel>}
          hint={suspend.hint}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={errorOf("reason")}
        />
      )}
    </DialogForm>
  );
}
