"use client";

import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { listLiveKeys, removeMember, updateMember } from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import type { MembersPageData } from "#components/team/view-data.ts";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLoad } from "#components/use-load.ts";
import type { MemberDto } from "#lib/contract/people/members.ts";
import { findMissingChoice, type LeftKeysDraft, toLeftKeys } from "./left-keys-draft.ts";
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
export function ExitDialog({ exit, finalFocus, ...form }: ExitDialogProps) {
  return (
    <ItemDialog
      item={exit}
      isAlert
      title={({ kind, member }) => teamTexts.exit[kind].title(member.name)}
      description={({ kind }) => teamTexts.exit[kind].intro}
      onClose={form.onClose}
      finalFocus={finalFocus}
    >
      {(shown) => <ExitForm {...form} exit={shown} />}
    </ItemDialog>
  );
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
  const { loaded: liveKeys } = useLoad(member.userId, (signal, userId) =>
    listLiveKeys(team.id, userId, signal),
  );
  const hasKeys = liveKeys.state !== "known" || liveKeys.data.data.length > 0;

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
