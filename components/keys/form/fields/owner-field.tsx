"use client";

import { useId } from "react";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { type KeyDraft, keyDraftSchema } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";

const texts = formTexts.owner;

const roles = keyDraftSchema.shape.ownerRole;

interface OwnerFieldProps {
  draft: KeyDraft;
  page: FormPage;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

/** Members whose role isn't above the viewer's. Otherwise a key could do more than the person who creates it. */
function listMembers({ people = [], viewer }: FormPage) {
  return people.filter(({ id, role }) => id !== viewer.userId && isAtLeast(viewer.role, role));
}

/** Selects the owner of the key: the viewer, another member, or the team. */
export function OwnerField({ draft, page, error, onChange }: OwnerFieldProps) {
  const group = useId();
  const { canWriteAll } = page.viewer;
  const members = listMembers(page);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.label}</legend>
      <Radio
        name={group}
        label={texts.self}
        hint={texts.selfHint}
        checked={draft.owner === "self"}
        onChange={() => onChange({ owner: "self" })}
      />
      {members.length === 0 ? null : (
        <Radio
          name={group}
          label={texts.member}
          hint={canWriteAll ? texts.memberHint : texts.refusal}
          disabled={!canWriteAll}
          checked={draft.owner === "member"}
          onChange={() => onChange({ owner: "member" })}
        />
      )}
      {draft.owner === "member" ? (
        <SelectField
          label={texts.memberField}
          fieldClassName="ml-6.5 max-sm:ml-0"
          error={error}
          value={draft.ownerId}
          onChange={(event) => onChange({ ownerId: event.target.value })}
          options={[
            { value: "", label: texts.noneSelected },
            ...members.map(({ id, name, role }) => ({ value: id, label: texts.memberWithRole(name, role) })),
          ]}
        />
      ) : null}
      <Radio
        name={group}
        label={texts.team}
        hint={canWriteAll ? texts.teamHint : texts.refusal}
        disabled={!canWriteAll}
        checked={draft.owner === "team"}
        onChange={() => onChange({ owner: "team" })}
      />
      {draft.owner === "team" ? <TeamRoleField draft={draft} page={page} onChange={onChange} /> : null}
      {error === undefined || draft.owner === "member" ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

function TeamRoleField({ draft, page, onChange }: Omit<OwnerFieldProps, "error">) {
  const assignableRoles = roles.options.filter((role) => isAtLeast(page.viewer.role, role));
  return (
    <SelectField
      label={texts.role}
      fieldClassName="ml-6.5 max-sm:ml-0"
      value={draft.ownerRole}
      onChange={(event) => onChange({ ownerRole: roles.catch("viewer").parse(event.target.value) })}
      options={assignableRoles.map((role) => ({ value: role, label: role }))}
    />
  );
}
