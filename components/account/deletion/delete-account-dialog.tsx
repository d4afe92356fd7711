"use client";

import { useState } from "react";
import { leaveSession } from "#components/auth/session-client.ts";
import { rememberSignInNotice } from "#components/auth/sign-in-notice.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLoad } from "#components/use-load.ts";
import type { AccountDeletionDto } from "#lib/contract/people/account-deletion.ts";
import { AffectedTeamItem } from "./affected-team.tsx";
import { deleteAccount, readAccountDeletion } from "./deletion-client.ts";
import { type KeyChoices, listUndecided, toKeys } from "./key-choices.ts";
import { deletionTexts } from "./texts.ts";

const texts = deletionTexts.dialog;

interface DeleteAccountDialogProps {
  isOpen: boolean;
  email: string;
  suspendedTeamIds: readonly string[];
  onClose: () => void;
  finalFocus: FinalFocus;
}

/** Shows what happens to teams and keys before anything is done. */
export function DeleteAccountDialog({ isOpen, finalFocus, ...form }: DeleteAccountDialogProps) {
  return (
    <Dialog
      isAlert
      isOpen={isOpen}
      onClose={form.onClose}
      title={texts.title}
      description={texts.intro}
      finalFocus={finalFocus}
    >
      <DeleteAccountForm {...form} />
    </Dialog>
  );
}

/** Mounted only while the dialog is open, so that it always shows the present state. */
function DeleteAccountForm({
  email,
  suspendedTeamIds,
  onClose,
}: Omit<DeleteAccountDialogProps, "isOpen" | "finalFocus">) {
  const { loaded } = useLoad("deletion", readAccountDeletion);
  const [typed, setTyped] = useState("");
  const [choices, setChoices] = useState<KeyChoices>({});
  const [isChecked, setIsChecked] = useState(false);
  const plan = loaded.state === "known" ? loaded.data : null;
  const isMatching = typed.trim().toLowerCase() === email.toLowerCase();
  const undecided = plan === null ? [] : listUndecided(plan.teams, choices);
  const run = () => {
    setIsChecked(true);
    if (plan === null || !isMatching || undecided.length > 0) return null;
    return deleteAccount({ email, keys: toKeys(plan.teams, choices) });
  };
  return (
    <DialogForm
      submit={texts.submit}
      isDangerous
      isDisabled={plan === null || plan.problem !== null}
      mustFinish
      run={run}
      onDone={() => {
        void leaveSession("/sign-in");
        // After it has emptied the tab's storage.
        rememberSignInNotice("accountDeleted");
      }}
      onCancel={onClose}
    >
      {plan === null ? (
        <p role="status" className="text-sm">
          {loaded.state === "loading" ? texts.loading : texts.failed}
        </p>
      ) : (
        <>
          <Plan
            plan={plan}
            suspendedTeamIds={suspendedTeamIds}
            choices={choices}
            onChange={setChoices}
            undecided={isChecked ? undecided.map(({ id }) => id) : []}
          />
          {plan.problem === null ? (
            <TextField
              label={
                <>
                  {texts.typeEmail} <span className="[overflow-wrap:anywhere]">{email}</span>
                </>
              }
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              error={isChecked && !isMatching ? texts.mismatch : undefined}
            />
          ) : null}
        </>
      )}
    </DialogForm>
  );
}

interface PlanProps {
  plan: AccountDeletionDto;
  suspendedTeamIds: readonly string[];
  choices: KeyChoices;
  onChange: (choices: KeyChoices) => void;
  undecided: readonly string[];
}

function Plan({ plan, suspendedTeamIds, choices, onChange, undecided }: PlanProps) {
  return (
    <>
      {plan.problem === null ? null : (
        <p role="alert" className="text-bad text-sm">
          {deletionTexts.problems[plan.problem]}
        </p>
      )}
      {plan.teams.length === 0 ? null : (
        <ul className="rounded-md border">
          {plan.teams.map((team) => (
            <AffectedTeamItem
              key={team.id}
              team={team}
              isSuspended={suspendedTeamIds.includes(team.id)}
              choice={choices[team.id]}
              onChoose={(choice) => onChange({ ...choices, [team.id]: choice })}
              error={undecided.includes(team.id) ? deletionTexts.keys.choose : undefined}
            />
          ))}
        </ul>
      )}
    </>
  );
}
