"use client";

import { useId } from "react";
import { Radio } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { isAtLeast } from "#lib/rbac/roles.ts";
import type { FormPage } from "./fields-props.ts";
import { type KeyDraft, keyDraftSchema } from "./key-draft.ts";
import { formTexts } from "./texts.ts";

const texts = formTexts.owner;

const roles = keyDraftSchema.shape.ownerRole;

interface OwnerFieldProps {
  draft: KeyDraft;
  page: FormPage;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

/** Those whose role one may hand on: a key with all of it would otherwise do more than whoever makes it. */
function listMembers({ people = [], viewer }: FormPage) {
  return people.filter(({ id, role }) => id !== viewer.userId && isAtLeast(viewer.role, role));
}

/** Whose the key is: one's own, another's, or the team's, which outlasts those who come and go. */
export function OwnerField({ draft, page, error, onChange }: OwnerFieldProps) {
  const group = useId();
  const { mayWriteEveryones } = page.viewer;
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
          hint={mayWriteEveryones ? texts.memberHint : texts.refusal}
          disabled={!mayWriteEveryones}
          checked={draft.owner === "member"}
          onChange={() => onChange({ owner: "member" })}
        />
      )}
      {draft.owner === "member" ? (
        <SelectField
          label={texts.whose}
          fieldClassName="ml-6.5 max-sm:ml-0"
          error={error}
          value={draft.ownerId}
          onChange={(event) => onChange({ ownerId: event.target.value })}
          options={[
            { value: "", label: texts.noneChosen },
            ...members.map(({ id, name, role }) => ({ value: id, label: texts.memberWithRole(name, role) })),
          ]}
        />
      ) : null}
      <Radio
        name={group}
        label={texts.team}
        hint={mayWriteEveryones ? texts.teamHint : texts.refusal}
        disabled={!mayWriteEveryones}
        checked={draft.owner === "team"}
        onChange={() => onChange({ owner: "team" })}
      />
      {draft.owner === "team" ? <TeamRoleField draft={draft} page={page} onChange={onChange} /> : null}
      {error === undefined || draft.owner === "member" ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}

function TeamRoleField({ draft, page, onChange }: Omit<OwnerFieldProps, "error">) {
  const ownRoles = roles.options.filter((role) => isAtLeast(page.viewer.role, role));
  return (
    <SelectField
      label={texts.role}
      fieldClassName="ml-6.5 max-sm:ml-0"
      value={draft.ownerRole}
      onChange={(event) => onChange({ ownerRole: roles.catch("viewer").parse(event.target.value) })}
      options={ownRoles.map((role) => ({ value: role, label: role }))}
    />
  );
}
