"use client";

import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { useMenuParts } from "./menu-parts.ts";

/** Items under a heading. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  const { Group, GroupLabel } = useMenuParts();
  return (
    <Group>
      <GroupLabel className="px-2 py-1 font-medium text-muted text-xs">{label}</GroupLabel>
      {children}
    </Group>
  );
}

interface MenuCheckboxProps {
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
  children: ReactNode;
}

/** An item that is on or off. The menu stays open. */
export function MenuCheckbox({ isChecked, onChange, children }: MenuCheckboxProps) {
  const { CheckboxItem, CheckboxItemIndicator } = useMenuParts();
  return (
    <CheckboxItem
      checked={isChecked}
      onCheckedChange={onChange}
      closeOnClick={false}
      className="flex w-full select-none items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-sm outline-none data-[highlighted]:bg-sunken coarse:min-h-11"
    >
      <span className="size-4">
        <CheckboxItemIndicator>
          <Check aria-hidden="true" className="size-4" />
        </CheckboxItemIndicator>
      </span>
      {children}
    </CheckboxItem>
  );
}
