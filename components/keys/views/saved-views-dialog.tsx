"use client";

import { Trash2 } from "lucide-react";
import { type RefObject, useState } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { type KeyFilters, writeKeyFilters } from "#components/keys/filter/key-filters.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { addSavedView, readSavedViews, type SavedView, writeSavedViews } from "./saved-views.ts";
import { savedViewTexts as texts } from "./texts.ts";

interface SavedViewsDialogProps {
  filters: KeyFilters;
  teamId: string;
  onClose: () => void;
  finalFocus: RefObject<HTMLElement | null>;
}

/** Saves the current view under a name, and removes saved ones. */
export function SavedViewsDialog({ filters, teamId, onClose, finalFocus }: SavedViewsDialogProps) {
  const [views, setViews] = useState(() => readSavedViews(teamId));
  const [name, setName] = useState("");
  const [error, setError] = useState<string>();
  const store = (next: SavedView[]): boolean => {
    const isStored = writeSavedViews(teamId, next);
    if (isStored) setViews(next);
    else showError(texts.notSaved);
    return isStored;
  };
  const save = () => {
    const trimmed = name.trim();
    setError(trimmed === "" ? texts.nameMissing : undefined);
    // The URL of a page of the list is only valid as long as the list stays the same.
    const query = writeKeyFilters({ ...filters, cursor: "" });
    if (trimmed === "" || !store(addSavedView(views, { name: trimmed, query }))) return null;
    showSuccess(texts.saved, trimmed);
    onClose();
    return null;
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={texts.title}
      description={texts.intro}
      finalFocus={() => finalFocus.current ?? true}
    >
      <DialogForm submit={texts.submit} run={save} onDone={() => undefined} onCancel={onClose}>
        <TextField
          label={texts.name}
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          hint={views.length === 0 ? undefined : texts.nameHint}
          error={error}
        />
        {views.length === 0 ? null : (
          <ul className="flex flex-col divide-y rounded-md border text-sm">
            {views.map((view) => (
              <li key={view.name} className="flex items-center justify-between gap-2 py-1 pr-1 pl-3">
                <span className="min-w-0 truncate" dir="auto">
                  {view.name}
                </span>
                <IconButton
                  label={texts.remove(view.name)}
                  onClick={() => store(views.filter((other) => other !== view))}
                >
                  <Trash2 />
                </IconButton>
              </li>
            ))}
          </ul>
        )}
      </DialogForm>
    </Dialog>
  );
}
