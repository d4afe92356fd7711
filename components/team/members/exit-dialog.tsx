"use client";

import { useEffect, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { listLiveKeys, removeMember, updateMember } from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { MembersPageData } from "#components/team/view-data.ts";
import { AlertDialog } from "#components/ui/overlay/alert-dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import { findMissingChoice, type LeftKeysDraft, type LiveKeys, toLeftKeys } from "./left-keys-draft.ts";
import { LeftKeysFields } from "./left-keys-fields.tsx";

type ExitKind = "suspend" | "remove" | "leave";

export interface Exit {
  kind: ExitKind;
  member: MemberDto;
}

interface ExitDialogProps {
  /** Null closes the dialog. */
  exit: Exit | null;
  page: Pick<MembersPageData, "team" | "viewer" | "members" | "now">;
  onClose: () => void;
  onDone: (exit: Exit) => void;
  finalFocus: FinalFocus;
}

/** Confirms that a member is suspended, removed or leaves, and asks what happens to their keys. */
export function ExitDialog({ exit, page, onClose, onDone, finalFocus }: ExitDialogProps) {
  const shown = useLast(exit);
  const texts = shown === null ? null : teamTexts.exit[shown.kind];
  return (
    <AlertDialog
      isOpen={exit !== null}
      onClose={onClose}
      title={texts?.title(shown?.member.name ?? "") ?? ""}
      description={texts?.intro}
      finalFocus={finalFocus}
    >
      {shown === null ? null : <ExitForm exit={shown} page={page} onClose={onClose} onDone={onDone} />}
    </AlertDialog>
  );
}

function useLiveKeys(teamId: string, userId: string): LiveKeys {
  const [keys, setKeys] = useState<LiveKeys>({ state: "loading" });
  useEffect(() => {
    let isCurrent = true;
    listLiveKeys(teamId, userId).then((result) => {
      if (!isCurrent) return;
      setKeys(result.isOk ? { state: "known", keys: result.data.data } : { state: "unknown" });
    });
    return () => {
      isCurrent = false;
    };
  }, [teamId, userId]);
  return keys;
}

type ExitFormProps = Omit<ExitDialogProps, "exit" | "finalFocus"> & { exit: Exit };

function ExitForm({ exit, page, onClose, onDone }: ExitFormProps) {
  const { kind, member } = exit;
  const { team, viewer } = page;
  const [draft, setDraft] = useState<LeftKeysDraft>({
    choice: kind === "suspend" ? "disable" : null,
    newOwnerId: "",
  });
  const [problem, setProblem] = useState<string>();
  const liveKeys = useLiveKeys(team.id, member.userId);
  const hasKeys = liveKeys.state !== "known" || liveKeys.keys.length > 0;

  const run = () => {
    const missing = hasKeys && member.liveKeys > 0 ? findMissingChoice(draft) : undefined;
    setProblem(missing);
    if (missing !== undefined) return null;
    const keys = hasKeys ? toLeftKeys(draft) : undefined;
    if (kind !== "suspend") return removeMember(team.id, member.id, keys);
    return updateMember(team.id, member.id, { status: "suspended", ...(keys === undefined ? {} : { keys }) });
  };

  return (
    <DialogForm
      submit={teamTexts.exit[kind].submit}
      isDangerous
      fields={["keys"]}
      run={run}
      onDone={() => onDone(exit)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <LeftKeysFields
          isOwn={kind === "leave"}
          liveKeys={liveKeys}
          total={member.liveKeys}
          now={page.now}
          canDisable={kind === "suspend"}
          newOwners={
            viewer.permissions.includes("members:write")
              ? page.members.data.filter(({ id, status }) => id !== member.id && status === "active")
              : []
          }
          draft={draft}
          onChange={setDraft}
          error={problem ?? errorOf("keys")}
        />
      )}
    </DialogForm>
  );
}
