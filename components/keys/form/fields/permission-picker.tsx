"use client";

import { clsx } from "clsx";
import { Search } from "lucide-react";
import { useId, useState } from "react";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Checkbox } from "#components/ui/form/checkbox.tsx";
import { type OfferedPermission, type PermissionGroup, searchGroups } from "./permission-groups.ts";

const texts = formTexts.permissions;

interface PickerProps {
  groups: readonly PermissionGroup[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  /** Of the frame. */
  className?: string;
  "aria-invalid"?: boolean | undefined;
}

/** Adds all read permissions that can be selected, except those that a key must be given deliberately. */
function addReadPermissions(groups: readonly PermissionGroup[], selected: readonly string[]): string[] {
  const reads = groups
    .flatMap(({ permissions }) => permissions)
    .filter(
      ({ action, isExplicit, disabledReason }) =>
        action === "read" && !isExplicit && disabledReason === undefined,
    );
  return [...new Set([...selected, ...reads.map(({ name }) => name)])];
}

/** Permissions by resource. Unavailable ones stay visible with the reason. */
export function PermissionPicker({ groups, selected, onChange, className, ...input }: PickerProps) {
  const [search, setSearch] = useState("");
  const found = searchGroups(groups, search);
  return (
    <div className={clsx("overflow-hidden rounded-md border", className)}>
      <div className="relative border-b">
        <Search aria-hidden="true" className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        <input
          {...input}
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          autoComplete="off"
          className="control h-9 rounded-none border-0 pl-9 -outline-offset-2 coarse:h-11"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => (event.key === "Enter" ? event.preventDefault() : undefined)}
        />
      </div>
      <div className="max-h-72 divide-y overflow-y-auto">
        {found.length === 0 ? <p className="px-3 py-2.5 text-muted text-sm">{texts.noMatch}</p> : null}
        {found.map((group) => (
          <Group key={group.resource} group={group} selected={selected} onChange={onChange} />
        ))}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2 border-t bg-surface py-1 pr-1 pl-3">
        <span role="status" className="text-muted text-xs">
          {texts.selected(selected.length)}
        </span>
        <span className="flex">
          <Button
            variant="quiet"
            className="text-xs"
            onClick={() => onChange(addReadPermissions(groups, selected))}
          >
            {texts.selectReads}
          </Button>
          <Button variant="quiet" className="text-xs" onClick={() => onChange([])}>
            {texts.clear}
          </Button>
        </span>
      </div>
    </div>
  );
}

interface GroupProps extends Pick<PickerProps, "selected" | "onChange"> {
  group: PermissionGroup;
}

function Group({ group, selected, onChange }: GroupProps) {
  const id = useId();
  const toggle = ({ name }: OfferedPermission, isSelected: boolean) => {
    const others = selected.filter((other) => other !== name);
    onChange(isSelected ? [...others, name] : others);
  };
  return (
    <fieldset
      aria-labelledby={id}
      className="grid min-w-0 gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[10rem_minmax(0,1fr)]"
    >
      <code id={id} className="truncate pt-0.5 font-mono text-xs" title={group.resource}>
        {group.resource}
      </code>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {group.permissions.map((permission) => {
          const isSelected = selected.includes(permission.name);
          return (
            <Checkbox
              key={permission.name}
              aria-label={permission.name}
              title={permission.description}
              label={permission.action}
              hint={permission.disabledReason}
              checked={isSelected}
              // A listed permission can always be removed, even if the viewer can't grant it.
              disabled={permission.disabledReason !== undefined && !isSelected}
              onChange={(event) => toggle(permission, event.target.checked)}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
