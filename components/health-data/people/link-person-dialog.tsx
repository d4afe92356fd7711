"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import type { ServerPageData } from "../view-data.ts";
import { type LinkDraft, linkTypes, toLinkDraft, toReference, typeId } from "./link-draft.ts";
import { linkPerson } from "./people-client.ts";
import { peopleTexts } from "./texts.ts";

const texts = peopleTexts.form;

type Member = ServerPageData["people"][number];

interface LinkPersonDialogProps {
  /** The link to change, or `new`. Null closes the dialog. */
  item: PersonLinkDto | "new" | null;
  page: Pick<ServerPageData, "server" | "team">;
  /** Members who have no link yet. */
  unlinked: readonly Member[];
  onClose: () => void;
  onDone: (link: PersonLinkDto) => void;
  finalFocus: FinalFocus;
}

export function LinkPersonDialog({ page, unlinked, onDone, ...dialog }: LinkPersonDialogProps) {
  return (
    <ItemDialog
      {...dialog}
      title={(item) =>
        item === "new" ? texts.linkTitle(page.server.name) : texts.changeTitle(item.person.name)
      }
      description={() => texts.intro}
    >
      {(item) => (
        <LinkPersonForm
          link={item === "new" ? null : item}
          page={page}
          unlinked={unlinked}
          onCancel={dialog.onClose}
          onDone={onDone}
        />
      )}
    </ItemDialog>
  );
}

interface LinkPersonFormProps extends Pick<LinkPersonDialogProps, "page" | "unlinked" | "onDone"> {
  link: PersonLinkDto | null;
  onCancel: () => void;
}

function LinkPersonForm({ link, page, unlinked, onCancel, onDone }: LinkPersonFormProps) {
  const [draft, setDraft] = useState<LinkDraft>(() =>
    link === null
      ? { userId: unlinked[0]?.id ?? "", type: "Practitioner", id: "" }
      : toLinkDraft(link.person.id, link.reference),
  );
  const [problem, setProblem] = useState<string>();
  const run = () => {
    const reference = toReference(draft);
    setProblem(reference === null ? texts.badId : undefined);
    if (reference === null) return null;
    const { userId } = draft;
    return linkPerson({ teamId: page.team.id, serverId: page.server.id, userId }, reference);
  };
  return (
    <DialogForm
      submit={link === null ? texts.submit : texts.save}
      fields={["reference"]}
      run={run}
      onDone={onDone}
      onCancel={onCancel}
    >
      {(errorOf) => (
        <>
          {link === null ? (
            <SelectField
              label={texts.person}
              value={draft.userId}
              onChange={(event) => setDraft({ ...draft, userId: event.target.value })}
              options={unlinked.map(({ id, name }) => ({ value: id, label: name }))}
            />
          ) : null}
          <SelectField
            label={texts.type}
            value={draft.type}
            onChange={(event) => {
              const type = linkTypes.find((name) => name === event.target.value) ?? draft.type;
              setDraft({ ...draft, type });
            }}
            options={linkTypes.map((type) => ({ value: type, label: texts.types[type] }))}
          />
          <TextField
            label={texts.id}
            className="font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={draft.id}
            onChange={(event) => {
              setDraft(typeId(draft, event.target.value));
              setProblem(undefined);
            }}
            hint={texts.idHint(draft.type)}
            error={problem ?? errorOf("reference")}
          />
          {draft.type === "Patient" ? (
            <p className="flex items-start gap-2 text-sm text-warn">
              <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0">{texts.patientWarning}</span>
            </p>
          ) : null}
        </>
      )}
    </DialogForm>
  );
}
