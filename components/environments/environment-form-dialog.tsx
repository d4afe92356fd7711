"use client";

import { useState } from "react";
import { getDot } from "#components/keys/state/environment-options.ts";
import { Checkbox } from "#components/ui/form/checkbox.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { ItemDialog } from "../dialogs/item-dialog.tsx";
import { createEnvironment, updateEnvironment } from "./environment-client.ts";
import { createDraft, type EnvironmentDraft, toRules } from "./environment-draft.ts";
import { PolicyPreview } from "./policy-preview.tsx";
import { environmentTexts } from "./texts.ts";

const texts = environmentTexts.form;
const fields = ["label", "slug", "color", "keyCreatorRole", "maxKeyLifetimeSeconds"];

interface EnvironmentFormDialogProps {
  /** `new` adds an environment. Null closes the dialog. */
  environment: EnvironmentDto | "new" | null;
  teamId: string;
  onClose: () => void;
  onSaved: (environment: EnvironmentDto, isNew: boolean) => void;
  finalFocus: FinalFocus;
}

export function EnvironmentFormDialog({ environment, finalFocus, ...form }: EnvironmentFormDialogProps) {
  return (
    <ItemDialog
      item={environment}
      title={(shown) => (shown === "new" ? texts.createTitle : texts.editTitle(shown.label))}
      onClose={form.onClose}
      finalFocus={finalFocus}
    >
      {(shown) => <EnvironmentForm {...form} environment={shown === "new" ? null : shown} />}
    </ItemDialog>
  );
}

interface EnvironmentFormProps extends Omit<EnvironmentFormDialogProps, "environment" | "finalFocus"> {
  environment: EnvironmentDto | null;
}

function EnvironmentForm({ environment, teamId, onClose, onSaved }: EnvironmentFormProps) {
  const [draft, setDraft] = useState(() => createDraft(environment));
  const [isLifetimeInvalid, setIsLifetimeInvalid] = useState(false);
  const change = (changes: Partial<EnvironmentDraft>) => setDraft((current) => ({ ...current, ...changes }));
  const rules = toRules(draft);

  const run = () => {
    setIsLifetimeInvalid(rules === null);
    if (rules === null) return null;
    const { label, slug, color, policyReportOnly, allowsTeamManagement, notifiesKeyChanges } = draft;
    const body = { label, color, policyReportOnly, allowsTeamManagement, notifiesKeyChanges, ...rules };
    if (environment === null) return createEnvironment(teamId, { ...body, slug: slug.trim() });
    return updateEnvironment(teamId, environment.id, body);
  };

  return (
    <DialogForm
      submit={environment === null ? texts.create : texts.save}
      fields={fields}
      run={run}
      onDone={(saved) => onSaved(saved, environment === null)}
      onCancel={onClose}
    >
      {(errorOf) => (
        <>
          <TextField
            label={texts.label}
            autoComplete="off"
            value={draft.label}
            onChange={(event) => change({ label: event.target.value })}
            error={errorOf("label")}
            required
          />
          {environment === null ? (
            <TextField
              label={texts.slug}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={draft.slug}
              onChange={(event) => change({ slug: event.target.value })}
              hint={texts.slugHint}
              error={errorOf("slug")}
              required
            />
          ) : null}
          <SelectField
            label={texts.color}
            value={draft.color}
            onChange={(event) => change({ color: event.target.value })}
            options={Object.entries(texts.colors).map(([value, label]) => ({
              value,
              label,
              dot: getDot(value),
            }))}
            error={errorOf("color")}
          />
          <RuleFields
            draft={draft}
            onChange={change}
            lifetimeError={isLifetimeInvalid ? texts.lifetimeProblem : errorOf("maxKeyLifetimeSeconds")}
          />
          <Checkbox
            label={texts.allowsTeamManagement}
            hint={texts.allowsTeamManagementHint}
            checked={draft.allowsTeamManagement}
            onChange={(event) => change({ allowsTeamManagement: event.target.checked })}
          />
          <Checkbox
            label={texts.notifiesKeyChanges}
            hint={texts.notifiesKeyChangesHint}
            checked={draft.notifiesKeyChanges}
            onChange={(event) => change({ notifiesKeyChanges: event.target.checked })}
          />
          {environment === null || rules === null ? null : (
            <PolicyPreview teamId={teamId} environmentId={environment.id} rules={rules} />
          )}
        </>
      )}
    </DialogForm>
  );
}

/** Without a rule, developers can generate keys, so that rule is offered only where the API has set it. */
function listCreators(current: string) {
  return Object.entries(texts.creators)
    .filter(([value]) => value !== "developer" || value === current)
    .map(([value, label]) => ({ value, label }));
}

interface RuleFieldsProps {
  draft: EnvironmentDraft;
  onChange: (changes: Partial<EnvironmentDraft>) => void;
  lifetimeError: string | undefined;
}

function RuleFields({ draft, onChange, lifetimeError }: RuleFieldsProps) {
  return (
    <fieldset className="flex flex-col gap-4 border-t pt-4">
      <legend className="float-left -mb-3 font-semibold text-sm">{texts.rules}</legend>
      <p className="clear-left text-muted text-xs leading-5">{texts.rulesHint}</p>
      <SelectField
        label={texts.creator}
        value={draft.creator}
        onChange={(event) => onChange({ creator: event.target.value })}
        options={listCreators(draft.creator)}
      />
      <TextField
        label={texts.lifetime}
        inputMode="numeric"
        autoComplete="off"
        value={draft.lifetimeDays}
        onChange={(event) => onChange({ lifetimeDays: event.target.value })}
        hint={texts.lifetimeHint}
        error={lifetimeError}
      />
      <Checkbox
        label={texts.requiresExpiry}
        checked={draft.requiresExpiry}
        onChange={(event) => onChange({ requiresExpiry: event.target.checked })}
      />
      <Checkbox
        label={texts.requiresAllowedIps}
        checked={draft.requiresAllowedIps}
        onChange={(event) => onChange({ requiresAllowedIps: event.target.checked })}
      />
      <Checkbox
        label={texts.reportOnly}
        hint={texts.reportOnlyHint}
        checked={draft.policyReportOnly}
        onChange={(event) => onChange({ policyReportOnly: event.target.checked })}
      />
    </fieldset>
  );
}
