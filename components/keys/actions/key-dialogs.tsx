"use client";

import type { LanguageTab } from "#components/code/language-tabs.tsx";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { CreateKeyDialog } from "#components/keys/form/create-key-dialog.tsx";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { EditKeyDialog } from "#components/keys/form/edit-key-dialog.tsx";
import { findUnavailableReason } from "#components/keys/key-rules.ts";
import { keyUsageTexts } from "#components/keys/usage/usage-texts.ts";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { DeleteKeyDialog } from "./delete-key-dialog.tsx";
import { FinishRotationDialog } from "./finish-rotation-dialog.tsx";
import { RevealDialog } from "./reveal-dialog.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";
import type { KeyDialogsState } from "./use-key-dialogs.ts";
import { useReveal } from "./use-reveal.ts";

interface KeyDialogsProps {
  dialogs: KeyDialogsState;
  page: FormPage;
  /** Preselected for a new key if it exists. */
  environment: string;
  /** How to send the first request with a new key. Null if a key of the team has already been used. */
  samples?: readonly LanguageTab[] | null;
}

/** The page's people, or at least the owner of the key that a new key is like. */
function addOwner(page: FormPage, from: KeyDto | undefined): FormPage {
  if (page.people !== undefined || from === undefined || from.owner.type !== "user") return page;
  const { id, name, role } = from.owner;
  if (role === null) return page;
  return { ...page, people: [{ id, name, role, isManager: false }] };
}

/** The dialogs of a key's own page, which has no environment to preselect. */
export function KeyActionDialogs(props: Omit<KeyDialogsProps, "environment" | "samples">) {
  return <KeyDialogs {...props} environment="" />;
}

/** All dialogs of the page. They stay mounted, so that each can return the focus when it closes. */
export function KeyDialogs({ dialogs, page, environment, samples = null }: KeyDialogsProps) {
  const { open, close, closeWithMessage, closeAfterDeletion, disable, finalFocus, showNext } = dialogs;
  const { reveal, confirmStored, wipe, showWiped } = useReveal(dialogs);
  // Kept while the dialog fades out.
  const creating = useLast(open?.kind === "create" ? open : null);
  const from = creating?.from;
  const created = open?.kind === "reveal" && open.next === null ? open.created : null;
  const keyOf = (kind: "edit" | "rotate" | "finish" | "delete") => (open?.kind === kind ? open.key : null);
  const canDisable = (key: ReturnType<typeof keyOf>) =>
    key !== null &&
    key.status !== "disabled" &&
    findUnavailableReason(page.viewer, key, "disable") === undefined;
  const shared = { onClose: close, finalFocus };
  return (
    <>
      <CreateKeyDialog
        {...shared}
        isOpen={open?.kind === "create"}
        page={addOwner(page, from)}
        environment={creating?.environment ?? environment}
        from={from}
        onCreated={(key) => reveal(key, keyActionTexts.reveal.createdTitle, true)}
      />
      <RevealDialog
        reveal={open?.kind === "reveal" ? open.reveal : null}
        guide={
          created === null || samples === null
            ? null
            : { samples, createdKey: created, teamSlug: page.team.slug }
        }
        onStored={confirmStored}
        onAnother={created === null ? undefined : () => showNext({ kind: "create", from: created })}
        onLeave={wipe}
        onUnmount={showWiped}
        finalFocus={finalFocus}
      />
      <EditKeyDialog
        {...shared}
        page={page}
        item={keyOf("edit")}
        onSaved={() => closeWithMessage(keyActionTexts.saved)}
      />
      <RotateKeyDialog
        {...shared}
        page={page}
        item={keyOf("rotate")}
        onEdit={(key) => showNext({ kind: "edit", key })}
        onRotated={(key) => reveal(key, keyActionTexts.reveal.rotatedTitle)}
      />
      <FinishRotationDialog
        {...shared}
        item={keyOf("finish")}
        onFinished={() => closeWithMessage(keyUsageTexts.finish.done)}
      />
      <DeleteKeyDialog
        {...shared}
        item={keyOf("delete")}
        onDisable={canDisable(keyOf("delete")) ? disable : undefined}
        onDeleted={closeAfterDeletion}
      />
    </>
  );
}
