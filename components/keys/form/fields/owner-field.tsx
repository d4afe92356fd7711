"use client";

import { useId } from "react";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { type KeyDraft, keyDraftSchema } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";

const texts = formTexts.owner;

const roles = keyDraftSchema.shape.owner.shape.role;

interface OwnerFieldProps {
  owner: KeyDraft["owner"];
  page: FormPage;
  error: string | undefined;
  onChange: (owner: KeyDraft["owner"]) => void;
}

/** Members whose role isn't above the viewer's. Otherwise a key could do more than the person who creates it. */
function listMembers({ people = [], viewer }: FormPage) {
  return people.filter(({ id, role }) => id !== viewer.userId && isAtLeast(viewer.role, role));
}

/** Selects the owner of the key: the viewer, another member, or the team. */
export function OwnerField({ owner, page, error, onChange }: OwnerFieldProps) {
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
        checked={owner.type === "self"}
        onChange={() => onChange({ ...owner, type: "self" })}
      />
      {members.length === 0 ? null : (
        <Radio
          name={group}
          label={texts.member}
          hint={canWriteAll ? texts.memberHint : texts.refusal}
          disabled={!canWriteAll}
          checked={owner.type === "member"}
          onChange={() => onChange({ ...owner, type: "member" })}
        />
      )}
      {owner.type === "member" ? (
        <SelectField
          label={texts.memberField}
          fieldClassName="ml-6.5 max-sm:ml-0"
          error={error}
          value={owner.id}
          onChange={(event) => onChange({ ...owner, id: event.target.value })}
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
        checked={owner.type === "team"}
        onChange={() => onChange({ ...owner, type: "team" })}
      />
      {owner.type === "team" ? (
        <TeamRoleField owner={owner} page={page} error={error} onChange={onChange} />
      ) : null}
    </fieldset>
  );
}

function TeamRoleField({ owner, page, error, onChange }: OwnerFieldProps) {
  const assignableRoles = roles.options.filter((role) => isAtLeast(page.viewer.role, role));
  return (
    <SelectField
      label={texts.role}
      fieldClassName="ml-6.5 max-sm:ml-0"
      error={error}
      value={owner.role}
      onChange={(event) => onChange({ ...owner, role: roles.catch("viewer").parse(event.target.value) })}
      options={assignableRoles.map((role) => ({ value: role, label: role }))}
    />
  );
}
