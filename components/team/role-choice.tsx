"use client";

import { useId } from "react";
import { Radio } from "#components/ui/form/checkbox.tsx";
import type { Role } from "#lib/domain/rbac/roles.ts";
import { canAssign } from "./member-rules.ts";
import { teamTexts } from "./texts.ts";
import type { SettingsPageData } from "./view-data.ts";

interface RoleChoiceProps<Choice extends Role> {
  viewer: SettingsPageData["viewer"];
  choices: readonly Choice[];
  value: Choice;
  onChange: (role: Choice) => void;
}

/** Roles with their hints. Those above the viewer's own are shown disabled. */
export function RoleChoice<Choice extends Role>({
  viewer,
  choices,
  value,
  onChange,
}: RoleChoiceProps<Choice>) {
  const group = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{teamTexts.role.legend}</legend>
      {choices.map((role) => (
        <Radio
          key={role}
          name={group}
          label={teamTexts.roles[role]}
          hint={canAssign(viewer, role) ? teamTexts.roleHints[role] : teamTexts.roleAboveYours}
          disabled={!canAssign(viewer, role)}
          checked={role === value}
          onChange={() => onChange(role)}
        />
      ))}
    </fieldset>
  );
}
